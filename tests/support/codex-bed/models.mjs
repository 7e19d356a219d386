// The model catalogue of the stand-in backend: what `GET …/models` answers.

/**
 * @typedef {object} ModelTraits
 * @property {string} slug
 * @property {string} name
 * @property {number} priority
 * @property {string} [description]
 * @property {number} [contextWindow]
 * @property {readonly string[]} [modalities]
 * @property {boolean} [api] False: only listed for a ChatGPT sign-in.
 */

/** @param {ModelTraits} traits */
function model({
  slug,
  name,
  priority,
  description = name,
  contextWindow = 272_000,
  modalities = ['text', 'image'],
  api = true,
}) {
  return {
    slug,
    display_name: name,
    description,
    priority,
    visibility: 'list',
    supported_in_api: api,
    context_window: contextWindow,
    max_context_window: contextWindow,
    effective_context_window_percent: 95,
    input_modalities: modalities,
    default_reasoning_level: 'medium',
    supported_reasoning_levels: ['low', 'medium', 'high', 'xhigh'].map((effort) => ({ effort, description: effort })),
    // No tool_mode: with `code_mode_only` Codex offers a JavaScript tool instead of apply_patch and exec_command.
    shell_type: 'unified_exec',
    apply_patch_tool_type: 'freeform',
    web_search_tool_type: 'text',
    truncation_policy: { mode: 'tokens', limit: 10_000 },
    base_instructions: 'You are a stand-in used for offline tests.',
    model_messages: null,
    include_skills_usage_instructions: false,
    include_plugin_usage_instructions: false,
    include_apps_usage_instructions: false,
    supports_reasoning_summaries: true,
    default_reasoning_summary: 'none',
    support_verbosity: false,
    default_verbosity: null,
    supports_parallel_tool_calls: true,
    supports_image_detail_original: false,
    supports_search_tool: false,
    use_responses_lite: false,
    experimental_supported_tools: [],
    additional_speed_tiers: [],
    service_tiers: [],
    availability_nux: null,
    upgrade: null,
  }
}

const standard = [
  model({ slug: 'gpt-5.5', name: 'GPT-5.5', priority: 1, description: 'Frontier model for everyday coding.' }),
  model({ slug: 'gpt-5.4', name: 'GPT-5.4', priority: 2 }),
  model({ slug: 'gpt-5.4-mini', name: 'GPT-5.4-Mini', priority: 3 }),
  model({ slug: 'gpt-5.3-codex', name: 'GPT-5.3-Codex', priority: 4 }),
]

const spark = model({
  slug: 'gpt-5.3-codex-spark',
  name: 'GPT-5.3-Codex-Spark',
  priority: 5,
  description: 'Ultra-fast coding model.',
  contextWindow: 128_000,
  modalities: ['text'],
  api: false,
})

/**
 * Body of `GET …/models`.
 * @param {Pick<import('./types.d.mts').BackendState, 'offerSpark' | 'leftOut' | 'upgrades'>} state
 */
export function catalogue({ offerSpark, leftOut, upgrades }) {
  const models = (offerSpark ? [...standard, spark] : standard).filter(({ slug }) => !leftOut.includes(slug))
  return { models: models.map((row) => ({ ...row, upgrade: upgrades[row.slug] ?? null })) }
}

/** @param {string | undefined} slug */
export const isSpark = (slug) => /spark/i.test(slug ?? '')
