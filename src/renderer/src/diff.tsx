import './views/diff/DiffView'
import './main'
