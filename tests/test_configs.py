"""Every configuration file composes into its schema, and says what the documentation says of it."""

import pytest

from mlopstinystories.paths import PROJECT_ROOT
from mlopstinystories.settings import (
    CompareSettings,
    DatasetSettings,
    DoctorSettings,
    EvaluateSettings,
    ExplainSettings,
    GPTNeoSettings,
    GPTNeoTopKSettings,
    PredictSettings,
    ScheduleShape,
    ServeSettings,
    TinystoriesSettings,
    TinystoriesVariant,
    TrainSettings,
    VisualizeSettings,
    seconds,
)
from tests.conftest import compose

CONF = PROJECT_ROOT / "conf"
OF_EVALUATE = {"judge"}
"""Groups of `evaluate`; the others are of `train`."""
GROUPS = OF_EVALUATE | {"cleaning", "data", "tokenizer", "model", "optimizer", "schedule", "tracker", "experiment"}
NEEDED = {
    "text_files": ["data.train_path=stories.txt"],
    "endpoint": ["judge.base_url=https://example.org/v1", "judge.model=m"],
    **{name: ["judge.model=m"] for name in ("ollama", "llama_cpp", "vllm", "openai")},
}
REPLICATIONS = ["1M", "3M", "8M", "28M", "33M", "1layer_21M", "2layers_33M"]


@pytest.mark.parametrize(
    ("name", "schema", "needed"),
    [
        ("train", TrainSettings, []),
        ("quick", TrainSettings, []),
        ("debug", TrainSettings, []),
        ("make_dataset", DatasetSettings, []),
        ("predict", PredictSettings, ["run=quick"]),
        ("evaluate", EvaluateSettings, ["run=quick"]),
        ("serve", ServeSettings, []),
        ("visualize", VisualizeSettings, []),
        ("doctor", DoctorSettings, []),
        ("explain", ExplainSettings, ["run=quick"]),
        ("check_idea", TrainSettings, []),
        ("compare", CompareSettings, ["a=[]", "b=[]"]),
    ],
)
def test_every_command_has_its_configuration(name, schema, needed):
    assert type(compose(name, *needed)) is schema


@pytest.mark.parametrize("file", sorted(CONF.glob("*/*.yaml")), ids=lambda file: f"{file.parent.name}={file.stem}")
def test_every_option_of_every_group_composes(file):
    group, option = file.parent.name, file.stem
    assert group in GROUPS
    command, schema, run = ("train", TrainSettings, [])
    if group in OF_EVALUATE:
        command, schema, run = ("evaluate", EvaluateSettings, ["run=quick"])
    settings = compose(command, f"{group}={option}", *NEEDED.get(option, []), *run)

    assert isinstance(settings, schema)
    if hasattr(getattr(settings, group, None), "name"):
        assert getattr(settings, group).name == option


def test_debug_takes_fifty_steps():
    assert compose("debug").max_steps == 50


def test_quick_waits_two_minutes_on_the_embedded_stories():
    settings = compose("quick")

    assert settings.data.name == "storyworld_plain"
    assert seconds(settings.budget) <= 150


def test_schedules_have_their_shape():
    assert [compose("quick", f"schedule={shape}").schedule.shape for shape in ("constant", "cosine", "wsd")] == [
        ScheduleShape.constant,
        ScheduleShape.cosine,
        ScheduleShape.wsd,
    ]


@pytest.mark.parametrize("name", REPLICATIONS)
def test_a_replication_is_the_papers_recipe(name):
    settings = compose("quick", f"experiment=replication_{name}")

    assert isinstance(settings.data, TinystoriesSettings)
    assert settings.data.variant is TinystoriesVariant.V1
    assert isinstance(settings.tokenizer, GPTNeoTopKSettings)
    assert settings.tokenizer.top_k == 10_000
    assert isinstance(settings.model, GPTNeoSettings)
    assert settings.model.name == name
    assert settings.schedule.shape is ScheduleShape.constant
    assert (settings.optimizer.learning_rate, settings.optimizer.weight_decay) == (5e-4, 0.1)
    assert (settings.optimizer.beta1, settings.optimizer.beta2) == (0.9, 0.95)
    assert settings.batch_size_tokens == 80 * 16 * 512
    assert settings.micro_batch_size == 80


def test_the_same_data_settings_in_data_and_train_commands_mean_the_same_data_set():
    assert compose("make_dataset").data == compose("quick").data
    assert compose("make_dataset").tokenizer == compose("quick").tokenizer == compose("train").tokenizer
