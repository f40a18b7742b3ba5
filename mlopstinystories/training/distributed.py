"""Several processes that train one model together, started by `torchrun`; a single one goes through the same calls.

Each process takes its rows of the same global batch, so the batch and the order of the data do not depend on how many
there are. The first process (rank 0) alone reads and writes the run folder and prints; the others follow it.

    ddp    every process has the whole model, and gradients are averaged (DistributedDataParallel)
    fsdp   weights, gradients and optimizer state are spread over the processes, a block's weights come together while
           it computes (FSDP2, `fully_shard`); the first process keeps one whole copy of the weights besides, from
           which it scores, tells stories and saves

Numbers on which all must agree travel over gloo, on the CPU. Nothing is pickled: objects travel as JSON.
"""

import contextlib
import copy
import itertools
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import MethodType
from typing import Any, TypeVar

import torch
import torch.distributed as dist
from torch import nn
from transformers import GPTNeoForCausalLM, PreTrainedModel
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoBlock

from mlopstinystories.device import Device
from mlopstinystories.errors import CAN_BE_CONTINUED, RunError, SettingsError, StoppedError, UserError
from mlopstinystories.models.gpt_neo import block_output
from mlopstinystories.settings import DeviceName, Parallel, TrainSettings

STEP_TIMEOUT = timedelta(minutes=10)
"""How long a step waits for another process. One that dies is noticed at once, by its closed connections and by
torchrun; this is for one that stands still, and generous, since a debugger or a busy machine stops processes too."""
WAIT_TIMEOUT = timedelta(days=1)
"""How long the others wait while the first one makes a data set, scores or saves."""
LOST = ("Connection closed", "Connection reset", "Broken pipe", "gloo", "Timed out", "timed out", "NCCL", "ncclRemote")

_trainings = itertools.count()
"""A sweep trains several models one after the other; each has its own keys in the store that torchrun keeps."""

Made = TypeVar("Made")


@dataclass(frozen=True)
class Processes:
    """This process among those that train together."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    """Its number on its own machine."""
    patient: Any = None
    """The process group for long waits."""

    @property
    def first(self) -> bool:
        """Whether this is the one that writes and prints."""
        return self.rank == 0

    def wait(self) -> None:
        """Until all have come here."""
        if self.size > 1:
            dist.barrier(group=self.patient)

    def mean(self, value: float) -> float:
        """The mean of a number over the processes."""
        return self._summed(value) / self.size if self.size > 1 else value

    def of_first(self, value: float) -> float:
        """The first process's number."""
        return self._summed(value if self.first else 0.0) if self.size > 1 else value

    def any(self, value: bool) -> bool:
        """Whether it is true of any process."""
        return self._summed(float(value)) > 0 if self.size > 1 else value

    def told(self, value: Any) -> Any:
        """What the first process hands in here, anything JSON can hold; waits as long as `wait`."""
        if self.size == 1:
            return value
        text = json.dumps(value).encode() if self.first else b""
        length = torch.tensor([len(text)])
        dist.broadcast(length, 0, group=self.patient)
        content = torch.frombuffer(bytearray(text), dtype=torch.uint8) if self.first else torch.empty(0)
        content = content if self.first else torch.empty(int(length), dtype=torch.uint8)
        dist.broadcast(content, 0, group=self.patient)
        return json.loads(content.numpy().tobytes())

    def in_turn(self, make: Callable[[], Made]) -> Made:
        """Make something on a disk that the machines may or may not share: the first process, then one a machine."""
        if self.size == 1:
            return make()
        made = []
        for turn in range(3):
            if turn == (0 if self.first else 1 if self.local_rank == 0 else 2):
                made.append(make())
            self.wait()
        return made[0]

    def _summed(self, value: float) -> float:
        total = torch.tensor(value, dtype=torch.float64)
        dist.all_reduce(total)
        return total.item()


ALONE = Processes()


def is_first() -> bool:
    """Whether this process is the one that writes and prints, as torchrun numbered it."""
    return os.environ.get("RANK", "0") == "0"


@contextlib.contextmanager
def joined(settings: TrainSettings) -> Iterator[Processes]:
    """The processes that torchrun started, together while the block runs; whatever ends one ends all, with one message.

    In all but the first, standard output leads nowhere.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield ALONE
        return
    local_rank = int(os.environ.get("LOCAL_RANK", "0"))
    backend = _backend(settings, local_rank)
    store, rank, size = next(dist.rendezvous("env://", timeout=STEP_TIMEOUT))  # type: ignore[attr-defined]
    store = dist.PrefixStore(f"training {next(_trainings)}", store)  # type: ignore[attr-defined]
    with contextlib.ExitStack() as stack:
        if rank:
            nowhere = stack.enter_context(open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123
            stack.enter_context(contextlib.redirect_stdout(nowhere))
        try:
            dist.init_process_group(backend, store=store, rank=rank, world_size=size, timeout=STEP_TIMEOUT)
            patient = dist.new_group(backend="gloo", timeout=WAIT_TIMEOUT)
            processes = Processes(rank, size, local_rank, patient)
            yield processes
            processes.wait()
        except BaseException as error:
            _end_all(error, store, rank)
        dist.destroy_process_group()


def _backend(settings: TrainSettings, local_rank: int) -> str:
    """gloo, and nccl for tensors on GPUs; takes this process's GPU."""
    if settings.device is DeviceName.mps:
        raise SettingsError("device=mps has one GPU only: use device=cpu with torchrun, or one process.")
    if settings.device is DeviceName.cpu or not torch.cuda.is_available():
        return "cpu:gloo"
    if local_rank >= torch.cuda.device_count():
        raise SettingsError(
            f"torchrun started process {local_rank + 1} here, and there are {torch.cuda.device_count()} GPUs: each "
            f"process needs its own. Use --nproc_per_node={torch.cuda.device_count()}, or device=cpu."
        )
    torch.cuda.set_device(local_rank)
    return "cpu:gloo,cuda:nccl"


def _end_all(error: BaseException, store: Any, rank: int) -> None:
    """Raise what ends this process; the one that comes here first says why, the others keep silent."""
    try:
        speaks = store.compare_set("ended by", "", str(rank)).decode() == str(rank)
    except RuntimeError:  # the machine that kept it is gone
        speaks = True
    if isinstance(error, (StoppedError, UserError)):  # after a lost connection nccl would wait here
        dist.destroy_process_group()
    code = CAN_BE_CONTINUED if isinstance(error, StoppedError) else 2 if isinstance(error, UserError) else 1
    if not speaks:
        raise SystemExit(code) from None
    if isinstance(error, RuntimeError) and any(word in str(error) for word in LOST):
        error = RunError(
            "Another process of this training ended or could not be reached, so all end here. What was saved is whole: "
            "the same command goes on from the newest checkpoint, with any number of processes. Its own message, if it "
            f"had time for one, stands above or in torchrun's report. ({str(error).splitlines()[0]})"
        )
    if rank and isinstance(error, (UserError, StoppedError)):
        print(error if isinstance(error, StoppedError) else f"error: {error}", file=sys.stderr, flush=True)
        raise SystemExit(code) from None
    raise error


class _Call(nn.Module):
    """Computes any function of the model inside a forward pass, where DDP and FSDP2 expect it."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, function: Callable[..., torch.Tensor], *arguments: Any) -> torch.Tensor:
        return function(self.model, *arguments)


class Engine:
    """The model as the processes train it together. With FSDP2 its parameters become DTensors, so the optimizer comes
    after."""

    def __init__(self, model: PreTrainedModel, processes: Processes, settings: TrainSettings, device: Device) -> None:
        self.processes, self.model = processes, model
        self.spread = processes.size > 1 and settings.parallel is Parallel.fsdp
        self._call: nn.Module = _Call(model)
        self._whole: PreTrainedModel | None = model
        self._seed = settings.seed
        self.unshared: dict[str, torch.Tensor] = {}
        if self.spread:
            if device.needs_loss_scaling:
                raise SettingsError("parallel=fsdp does not scale losses as precision=fp16 needs it: use bf16 or fp32.")
            self._whole = copy.deepcopy(model) if processes.first else None
            _shard(model, self._call, processes.size, device.device.type)
        elif processes.size > 1:
            self._call = nn.parallel.DistributedDataParallel(
                self._call, broadcast_buffers=False, gradient_as_bucket_view=True
            )

    def rows(self, sequences: int) -> slice:
        """Which rows of the global batch are this process's."""
        share = sequences // self.processes.size
        return slice(self.processes.rank * share, (self.processes.rank + 1) * share)

    def begin_step(self, step: int) -> None:
        """Give dropout other random numbers in each process. The first keeps its own, which are in the checkpoint."""
        if not self.processes.first:
            torch.manual_seed((self._seed * 1_000_003 + step) * self.processes.size + self.processes.rank)

    def accumulating(self, last: bool) -> contextlib.AbstractContextManager[None]:
        """Around a micro-batch: with DDP gradients are averaged once, after the last one.

        FSDP2 averages after each, since gradients that wait for the others would be whole ones.
        """
        if not last and isinstance(self._call, nn.parallel.DistributedDataParallel):
            return self._call.no_sync()
        return contextlib.nullcontext()

    def __call__(self, function: Callable[..., torch.Tensor], *arguments: Any) -> torch.Tensor:
        """`function(model, *arguments)`, whose gradient is then averaged over the processes."""
        if self.processes.size == 1:
            return function(self.model, *arguments)
        result: torch.Tensor = self._call(function, *arguments)
        return result

    @torch.no_grad()
    def whole_model(self) -> PreTrainedModel:
        """All processes call it; the first gets a plain model with the weights of now, the others no use of it."""
        if self.spread:
            wholes = dict(self._whole.named_parameters()) if self._whole is not None else {}
            for name, parameter in self.model.named_parameters():
                weights = whole(parameter)
                if self._whole is not None:
                    wholes[name].copy_(weights)
        return self.model if self._whole is None else self._whole

    @property
    def to_restore(self) -> PreTrainedModel:
        """In the first process: the plain model into which a checkpoint is read, before `share_weights`."""
        assert self._whole is not None, "only the first process reads"
        return self._whole

    @torch.no_grad()
    def share_weights(self) -> None:
        """Bring all processes to the weights of the first one's plain model."""
        if self.processes.size == 1:
            return
        wholes = dict(self._whole.named_parameters()) if self._whole is not None else {}
        for name, parameter in self.model.named_parameters():
            tensor = wholes[name].detach() if self.processes.first else _empty_like(parameter)
            parameter.copy_(part_of(self.share(tensor), parameter))

    def share(self, tensor: torch.Tensor) -> torch.Tensor:
        """The first process's tensor; the others hand in one of its shape, type and device."""
        tensor = tensor.contiguous()
        dist.broadcast(tensor, 0)
        return tensor


def whole(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor of which the processes have parts, on all of them; any other tensor as it is."""
    result: torch.Tensor = tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor
    return result


def part_of(tensor: torch.Tensor, parameter: torch.Tensor) -> torch.Tensor:
    """This process's part of `tensor`, cut as `parameter` is; the whole where that one is whole."""
    if not hasattr(parameter, "full_tensor"):
        return tensor
    from torch.distributed.tensor import DTensor, distribute_tensor

    assert isinstance(parameter, DTensor)
    return distribute_tensor(tensor, parameter.device_mesh, parameter.placements, src_data_rank=None)


def _empty_like(parameter: torch.Tensor) -> torch.Tensor:
    return torch.empty(parameter.shape, dtype=parameter.dtype, device=parameter.device)


def _shard(model: PreTrainedModel, root: nn.Module, size: int, device: str) -> None:
    """Each block of the model by itself, and what is left (embeddings, last norm) with the root."""
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard, register_fsdp_forward_method

    mesh = init_device_mesh(device, (size,))
    kinds = set(model._no_split_modules or ())
    blocks = [module for module in model.modules() if type(module).__name__ in kinds]
    if isinstance(model, GPTNeoForCausalLM):  # among its blocks may be the user's own (`models/ideas.py`)
        blocks = list(model.transformer.h)
    for block in blocks:
        fully_shard(block, mesh=mesh)
        if isinstance(block, GPTNeoBlock):  # computed by a function of ours (`gpt_neo.py`), not by its own
            block.block_output = MethodType(block_output, block)  # type: ignore[assignment]
            register_fsdp_forward_method(block, "block_output")
    fully_shard(root, mesh=mesh)
