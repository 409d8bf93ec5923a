"""The pages, their buttons and files; all of it is asked for below the token of the address (:mod:`guard`)."""

import json
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from planbook import pipeline
from planbook.desk import steps
from planbook.desk.deeds import ALWAYS, DEEDS
from planbook.desk.folder import files_in
from planbook.desk.guard import App, Guard
from planbook.desk.room import Room, largest
from planbook.desk.views import Views, asset
from planbook.domain import QUARTERS
from planbook.errors import PlanbookError, UsageProblem
from planbook.report.board import policy as board_policy

MOST_JSON = 2_000_000
"""Bytes of what a button sends."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {".xlsx": XLSX, ".zip": "application/zip", ".html": "text/html; charset=utf-8", ".csv": "text/csv"}


def application(room: Room, token: str, hosts: tuple[str, ...]) -> Guard:
    """The whole desk as an ASGI application."""
    views = Views(room, f"/{token}")
    routes: list[BaseRoute] = [
        Route(f"/{token}/", partial(_page, views, "path")),
        Route(f"/{token}/page/{{name}}", partial(_page, views, None)),
        Route(f"/{token}/asset/{{name}}", _asset),
        Route(f"/{token}/state", partial(_state, views)),
        Route(f"/{token}/get/{{what}}", partial(_get, views)),
        Route(f"/{token}/drop/{{name}}", partial(_drop, views), methods=["POST"]),
        Route(f"/{token}/do/{{name}}", partial(_do, views), methods=["POST"]),
    ]
    app: App = Starlette(routes=routes)
    return Guard(app, token, hosts, quiet=f"/{token}/state")


async def _page(views: Views, fixed: str | None, request: Request) -> Response:
    name = fixed or request.path_params["name"]
    quarter = _quarter(request.query_params.get("q", ""), views.room)
    try:
        asked = request.query_params
        number = int(asked["n"]) if asked.get("n", "").isdecimal() and len(asked["n"]) < 6 else 1
        html = await run_in_threadpool(views.page, name, quarter, asked.get("find", "")[:200], number)
    except KeyError:
        return RedirectResponse(f"{views.home}/")
    except PlanbookError as problem:
        html = await run_in_threadpool(views.problem, problem, quarter)
    return HTMLResponse(html)


def _quarter(said: str, room: Room) -> int:
    return int(said) if said in map(str, QUARTERS) else room.year.quarter


async def _asset(request: Request) -> Response:
    found = asset(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    data, kind = found
    return Response(data, media_type=kind)


async def _state(views: Views, _request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(views.state))


# Files in


async def _drop(views: Views, request: Request) -> Response:
    """One file of a drop: its bytes are the body, its name a header. Bounded in size and in number."""
    try:
        drop = views.room.drop(request.path_params["name"])
        limit = largest()
        if int(request.headers.get("content-length") or 0) > limit:
            raise UsageProblem("desk-too-large", size=limit // 1_000_000)
        number, size = len(drop.names), 0
        with drop.path(number).open("wb") as stream:
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise UsageProblem("desk-too-large", size=limit // 1_000_000)
                stream.write(chunk)
        drop.names.append(unquote(request.headers.get("x-name", ""), errors="replace"))
        drop.size += size
    except (PlanbookError, OSError, ValueError) as problem:
        views.room.give_up(request.path_params["name"])
        return _problem(views, problem, 413)
    return JSONResponse({"ok": True})


# Buttons


async def _do(views: Views, request: Request) -> Response:
    does = DEEDS.get(request.path_params["name"])
    if does is None:
        return Response(status_code=404)
    try:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_JSON:
                raise UsageProblem("desk-too-large", size=MOST_JSON // 1_000_000)
        if does not in ALWAYS:
            views.room.require_folder()
        said = json.loads(body or b"{}")
        if not isinstance(said, dict):
            raise ValueError(type(said).__name__)
        return JSONResponse({"ok": True, **await run_in_threadpool(does, views.room, said)})
    except (PlanbookError, OSError, ValueError, TypeError, KeyError) as problem:
        return _problem(views, problem, 409)


def _problem(views: Views, problem: Exception, status: int) -> Response:
    return JSONResponse({"ok": False, "said": views.said(problem)}, status_code=status)


# Files out


async def _get(views: Views, request: Request) -> Response:
    room, what = views.room, request.path_params["what"]
    quarter = _quarter(request.query_params.get("q", ""), room)
    name = request.query_params.get("name", "")
    try:
        return await run_in_threadpool(_file, views, what, quarter, name)
    except (PlanbookError, OSError) as problem:
        return Response(views.said(problem), 404, media_type="text/plain")


def _file(views: Views, what: str, quarter: int, name: str) -> Response:
    room = views.room
    if what == "file":
        path = room.year.files().get(name)
        if path is None:
            raise UsageProblem("desk-no-file", path=name[:200])
        return _attached(path.name, path.read_bytes())
    if what == "forms.zip":
        files = files_in(room.year.forms(quarter))
        return _attached(f"forms-Q{quarter}.zip", steps.zipped((path.name, path.read_bytes()) for path in files))
    if what == "corrections.zip":
        files = files_in(room.year.corrections(quarter))
        return _attached(f"corrections-Q{quarter}.zip", steps.zipped((path.name, path.read_bytes()) for path in files))
    outcome = room.outcome(quarter)
    if outcome is None:
        raise UsageProblem("desk-check-first")
    if what == "board":
        page = views.contents.board(quarter, outcome)
        headers = {"content-security-policy": board_policy(), "x-frame-options": "SAMEORIGIN"}
        return HTMLResponse(page, headers=headers)
    if what == "board.html":
        return _attached(f"board-Q{quarter}.html", outcome.report_as(".html", language=room.language))
    if what == "worklist.xlsx":
        return _attached(f"worklist-Q{quarter}.xlsx", outcome.report_as(".xlsx", language=room.language))
    if what == "reminders.zip":
        drafts = pipeline.remind(outcome, quarter)
        return _attached(f"reminders-Q{quarter}.zip", steps.zipped((draft.name, draft.data) for draft in drafts))
    raise UsageProblem("desk-no-file", path=what[:40])


def _attached(name: str, data: bytes) -> Response:
    kind = KINDS.get(Path(name).suffix.lower(), "application/octet-stream")
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=kind, headers={"content-disposition": disposition})
