"""The yardstick: the least that FastAPI can do with a model."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Hello(BaseModel):
    hello: str


@app.get("/hello")
async def say() -> Hello:
    return Hello(hello="there")
