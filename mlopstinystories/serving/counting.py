"""What `/metrics` tells Prometheus, in a registry of its own for each server."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Counters:
    """Counted as things happen; the gauges are set when somebody looks."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        ProcessCollector(registry=registry)
        self.answers = Counter("tinystories_answers", "Answers by status", ["status"], registry=registry)
        self.tokens = Counter("tinystories_tokens", "Tokens handed to receivers", registry=registry)
        self.stories = Counter("tinystories_stories", "Stories told to their end", ["ending"], registry=registry)
        self.first_token = Histogram(
            "tinystories_first_token_seconds",
            "From the request to its first token",
            buckets=_SECONDS,
            registry=registry,
        )
        self.telling = Gauge("tinystories_stories_telling", "Stories under way", registry=registry)
        self.waiting = Gauge("tinystories_stories_waiting", "Stories that wait for a row or a model", registry=registry)
        self.models = Gauge("tinystories_models_loaded", "Models in memory", registry=registry)
        self.model_bytes = Gauge("tinystories_models_bytes", "What they count towards the bound", registry=registry)
