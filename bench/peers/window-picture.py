# What a window of another program looks like, for programs that can only be looked at. One JSON request a line on stdin,
# one JSON answer a line on stdout. It uses the Qt that git-cola brings along.
#   {"ask": "settled"}                 waits until the window stands still; answers a name for that picture
#   {"ask": "differ", "of": [A, B]}    from now on only the part in which these two pictures differ is looked at
#   {"ask": "wait", "name": A}         waits until that part looks as in A; answers the moment of the monotonic clock in ms
import json
import sys
import time

from qtpy import QtGui, QtWidgets

STILL_S = 0.8
PATIENCE_S = 15
POLL_S = 0.002

app = QtWidgets.QApplication(sys.argv[:1])
screen = app.primaryScreen()
window = int(sys.argv[1])
part = (0, 0, -1, -1)
pictures = {}


def grab(area):
    """The picture of a part of the window, without what is not part of it (alpha)."""
    return screen.grabWindow(window, *area).toImage().convertToFormat(QtGui.QImage.Format_RGB32)


def settled():
    until = time.monotonic() + PATIENCE_S
    last, since = grab((0, 0, -1, -1)), time.monotonic()
    while time.monotonic() - since < STILL_S:
        if time.monotonic() > until:
            raise TimeoutError("the window does not stand still")
        time.sleep(0.02)
        now = grab((0, 0, -1, -1))
        if now != last:
            last, since = now, time.monotonic()
    name = str(len(pictures))
    pictures[name] = last
    return {"name": name}


def differ(of):
    global part
    one, other = (pictures[name] for name in of)
    found = [
        (x, y)
        for y in range(one.height())
        for x in range(one.width())
        if one.pixel(x, y) != other.pixel(x, y)
    ]
    if not found:
        return {"pixels": 0}
    left, top = min(x for x, _ in found), min(y for _, y in found)
    part = (left, top, max(x for x, _ in found) - left + 1, max(y for _, y in found) - top + 1)
    return {"pixels": len(found), "part": part}


def wait(name):
    until = time.monotonic() + PATIENCE_S
    wanted = pictures[name].copy(*part)
    while grab(part) != wanted:
        if time.monotonic() > until:
            return {"atMs": None}
        time.sleep(POLL_S)
    return {"atMs": time.monotonic() * 1000}


asks = {"settled": settled, "differ": differ, "wait": wait}
for line in sys.stdin:
    request = json.loads(line)
    ask = asks[request.pop("ask")]
    try:
        answer = ask(**request)
    except Exception as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
