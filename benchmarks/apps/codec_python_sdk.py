"""json with the pydantic models of the vendor's SDK for Python, on examples that are given; prints microseconds.

Examples that these models do not take, and messages for which there are none, are left out.
"""

from __future__ import annotations

import importlib
import json
import sys
from functools import partial
from typing import Any

from jambonz_sdk._models._registry import verb_model
from jambonz_sdk.verbs import Gather, Say
from pydantic import BaseModel, ValidationError
from timing import microseconds

MSGID = "8Tz1wKc4yQpR6vNn3bXjLs"
Times = dict[str, dict[str, float]]
PEER = "json + pydantic"


def callback_model(name: str) -> type[BaseModel] | None:
    """The model of what a file of our spec describes."""
    module_name = "jambonz_sdk._models._generated.callbacks." + name.removesuffix("-result").replace("-", "_")
    try:
        module = importlib.import_module(module_name)
    except ImportError:
        return None
    title = name.removesuffix("-result").replace("-", "").lower()
    models = [cls for cls in vars(module).values() if isinstance(cls, type) and issubclass(cls, BaseModel)]
    own = [cls for cls in models if cls.__module__ == module_name]
    return next((cls for cls in own if title in cls.__name__.lower()), None)


def read(model: type[BaseModel], text: str) -> BaseModel:
    return model.model_validate(json.loads(text)["data"])


def read_verbs(models: list[type[BaseModel]], text: str) -> list[BaseModel]:
    return [model.model_validate(verb) for model, verb in zip(models, json.loads(text)["data"], strict=True)]


def write_verbs(verbs: list[BaseModel]) -> bytes:
    data = [verb.model_dump(mode="json", by_alias=True, exclude_none=True) for verb in verbs]
    return json.dumps({"type": "ack", "msgid": MSGID, "data": data}).encode()


def decoding(examples: list[dict[str, Any]], *, from_jambonz: bool) -> Times:
    wanted = [example for example in examples if example["from_jambonz"] is from_jambonz]
    return {PEER: {example["name"]: microseconds(run) for example in wanted if (run := reading(example))}}


def reading(example: dict[str, Any]) -> Any:
    text = example["text"]
    if example["from_jambonz"]:
        model = callback_model(example["name"].split("/")[1].split()[0])
        run = partial(read, model, text) if model else None
    else:
        verbs = json.loads(text)["data"] if example["name"].startswith("verbs/") else []
        models = [verb_model(verb["verb"]) for verb in verbs]
        run = partial(read_verbs, models, text) if models and all(models) else None
    try:
        return run if run and run() else None
    except ValidationError:
        return None


def encoding(examples: list[dict[str, Any]]) -> Times:
    runs = {example["name"]: reading(example) for example in examples if example["name"].startswith("verbs/")}
    return {PEER: {name: microseconds(partial(write_verbs, run())) for name, run in runs.items() if run}}


def ack(_: object) -> Times:
    """The ack of a say and a gather, from the making of the verbs to its text."""

    def vendors() -> bytes:
        say = Say(text=f"You said {MSGID}.")
        return write_verbs([say, Gather(input=["speech"], timeout=10, action_hook="/heard")])

    return {PEER: {"acks/say and gather": microseconds(vendors)}}


WHAT = {
    "decode": partial(decoding, from_jambonz=True),
    "decode-verbs": partial(decoding, from_jambonz=False),
    "encode": encoding,
    "ack": ack,
}

if __name__ == "__main__":
    json.dump(WHAT[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
