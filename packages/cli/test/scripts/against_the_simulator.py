"""A test of a Python program, against `pagamio simulate --control`: the server is told what to do, and asked what it saw."""
import os

import requests

API = os.environ["PAGAMIO_BASE_URL"]
CREDENTIALS = {"username": os.environ["PAGAMIO_USERNAME"], "password": os.environ["PAGAMIO_PASSWORD"]}

control = requests.Session()
control.headers["X-Simulator-Key"] = os.environ["PAGAMIO_SIMULATOR_KEY"]


def tell(operation, **given):
    answer = control.post(f"{os.environ['PAGAMIO_SIMULATOR_URL']}/{operation}", json=given, timeout=10)
    assert answer.ok, answer.text


def ask(question, **query):
    answer = control.get(f"{os.environ['PAGAMIO_SIMULATOR_URL']}/{question}", params=query, timeout=10)
    assert answer.ok, answer.text
    return answer.json()


def log_in():
    return requests.post(f"{API}/auth/token", json=CREDENTIALS, timeout=10)


def categories(token):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{API}/products/categories", headers=headers, timeout=10).status_code


tell("reset")
tell("fail-next", endpoint="login", fault={"kind": "status", "status": 503}, times=2)
assert [log_in().status_code for _ in range(3)] == [503, 503, 200]
assert ask("count", endpoint="login", outcome="fault") == {"count": 2}

token = log_in().json()["data"]["token"]
assert categories(token) == 200
tell("turn-clock", ms=30 * 60 * 1000)
assert categories(token) == 401

token = log_in().json()["data"]["token"]
tell("revoke", token=token)
assert categories(token) == 401
assert [entry["status"] for entry in ask("log", endpoint="categories")["entries"]] == [200, 401, 401]
print("ok")
