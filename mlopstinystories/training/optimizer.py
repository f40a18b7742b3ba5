"""Optimizers by name; which parameters decay, and which are Muon's, is decided here, once.

Each group of parameters carries its `peak_learning_rate`; the loop multiplies it with the schedule.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from transformers import PreTrainedModel
from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoSelfAttention

from mlopstinystories.errors import SettingsError
from mlopstinystories.settings import AdamWSettings, MuonSettings, OptimizerSettings
from mlopstinystories.training.distributed import part_of, whole

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
"""Coefficients of a quintic that drives singular values between 0 and 1 to about 1 in five rounds (Jordan 2024)."""
NEWTON_SCHULZ_ROUNDS = 5


def make_optimizer(
    model: PreTrainedModel,
    settings: OptimizerSettings,
    products: torch.dtype = torch.float32,
    own: Callable[[PreTrainedModel, float], torch.optim.Optimizer] | None = None,
) -> torch.optim.Optimizer:
    """The optimizer of `settings` over all parameters of `model`; Muon multiplies matrices in the format `products`.

    `own` is that of an idea (`models/ideas.py`): it gets the learning rate, and each group's `lr` is its peak.
    """
    if own:
        optimizer = own(model, settings.learning_rate)
        for group in optimizer.param_groups:
            group.setdefault("peak_learning_rate", group["lr"])
        return optimizer
    if isinstance(settings, AdamWSettings):
        groups = decay_groups(list(model.parameters()), settings.learning_rate, settings.weight_decay)
        return _adamw(groups, settings.beta1, settings.beta2, settings.epsilon)
    if isinstance(settings, MuonSettings):
        matrices = hidden_matrices(model)
        if not matrices:
            raise SettingsError(
                f"optimizer=muon is for the weight matrices between embedding and output, and a model of the kind "
                f"{model.config.model_type} has none that it can find. Use optimizer=adamw."
            )
        chosen = {id(parameter) for parameter in matrices}
        others = [parameter for parameter in model.parameters() if id(parameter) not in chosen]
        groups = decay_groups(others, settings.adamw_learning_rate, settings.adamw_weight_decay)
        rest = _adamw(groups, settings.beta1, settings.beta2, settings.epsilon)
        return MuonWithAdamW(muon_groups(model, matrices, settings.learning_rate), rest, settings, products)
    raise SettingsError(f"There is no optimizer of the kind {type(settings).__name__}.")


def decay_groups(parameters: list[nn.Parameter], learning_rate: float, weight_decay: float) -> list[dict[str, Any]]:
    """Matrices decay; biases and layer-norm weights, which have one dimension, do not (Brown et al. 2020)."""
    matrices = [parameter for parameter in parameters if parameter.ndim >= 2]
    vectors = [parameter for parameter in parameters if parameter.ndim < 2]
    return [
        {"params": matrices, "peak_learning_rate": learning_rate, "weight_decay": weight_decay},
        {"params": vectors, "peak_learning_rate": learning_rate, "weight_decay": 0.0},
    ]


def hidden_matrices(model: PreTrainedModel) -> list[nn.Parameter]:
    """The matrices between embedding and output, in the model's order."""
    outer = {id(parameter) for end in (model.get_input_embeddings(), model.get_output_embeddings()) if end is not None
             for parameter in end.parameters()}  # fmt: skip
    embeddings = {
        id(parameter) for part in model.modules() if isinstance(part, nn.Embedding) for parameter in part.parameters()
    }
    return [
        parameter for parameter in model.parameters() if parameter.ndim == 2 and id(parameter) not in outer | embeddings
    ]


def muon_groups(model: PreTrainedModel, matrices: list[nn.Parameter], learning_rate: float) -> list[dict[str, Any]]:
    """`matrices` by the rate at which they move.

    GPT-Neo does not divide the attention logits by √D, D the head size. A model that divides computes the same function
    with queries and keys that are both D^¼ times as large, so here theirs have to move D^¼ times less. At the full rate
    the logits reach tens within fifty steps, the softmax saturates, and the heads stay where they happen to look.
    """
    slow = {
        id(weight): layer.head_dim**-0.25
        for layer in model.modules()
        if isinstance(layer, GPTNeoSelfAttention)
        for weight in (layer.q_proj.weight, layer.k_proj.weight)
    }
    by_factor: defaultdict[float, list[nn.Parameter]] = defaultdict(list)
    for matrix in matrices:
        by_factor[slow.get(id(matrix), 1.0)].append(matrix)
    return [{"params": some, "peak_learning_rate": learning_rate * factor} for factor, some in by_factor.items()]


def _adamw(groups: list[dict[str, Any]], beta1: float, beta2: float, epsilon: float) -> torch.optim.AdamW:
    groups = [group for group in groups if group["params"]]
    on_gpu = groups[0]["params"][0].is_cuda
    return torch.optim.AdamW(groups, betas=(beta1, beta2), eps=epsilon, fused=True, capturable=on_gpu)


class MuonWithAdamW(torch.optim.Optimizer):
    """Muon for the hidden matrices, AdamW for everything else (Jordan 2024, https://kellerjordan.github.io/posts/muon).

    Muon takes the momentum of a matrix's gradient and replaces it by the nearest orthogonal matrix, so that all
    directions move equally far. Matrices of one shape go through the iteration as one batch. `torch.optim.Muon` takes
    them one by one and always in bf16, which is slow on many CPUs.

    The iteration needs whole matrices. Where they are spread over processes (FSDP2), each process gathers the
    directions of one shape, makes the same update and keeps its part of it; only the momentum stays spread.
    """

    def __init__(
        self, groups: list[dict[str, Any]], adamw: torch.optim.AdamW, settings: MuonSettings, products: torch.dtype
    ) -> None:
        super().__init__(groups, {"lr": settings.learning_rate, "weight_decay": settings.weight_decay})
        self._products = products
        self._momentum = settings.momentum
        self._muon_groups = len(groups)
        self._adamw = adamw
        self.param_groups.extend(adamw.param_groups)
        self._share()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """As in every optimizer of PyTorch."""
        super().load_state_dict(state_dict)
        self._share()

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """One update of every parameter that has a gradient."""
        assert closure is None, "no closure: the loop computes the gradients"
        self._adamw.step()
        alike: defaultdict[tuple[int, int], list[tuple[nn.Parameter, dict[str, Any]]]] = defaultdict(list)
        for group in self.param_groups[: self._muon_groups]:
            for matrix in group["params"]:
                if matrix.grad is not None:
                    rows, columns = matrix.shape
                    alike[min(rows, columns), max(rows, columns)].append((matrix, group))
        for matrices in alike.values():
            self._step_together(matrices)

    def _step_together(self, matrices: list[tuple[nn.Parameter, dict[str, Any]]]) -> None:
        """Matrices of one shape, or its transpose."""
        directions = []
        for matrix, _ in matrices:
            state = self.state[matrix]
            if not state:
                state["momentum"] = torch.zeros_like(matrix)
            assert matrix.grad is not None, "matrices without a gradient were left out"
            state["momentum"].lerp_(matrix.grad, 1 - self._momentum)
            direction = whole(torch.lerp(matrix.grad, state["momentum"], self._momentum))  # Nesterov
            directions.append(direction if direction.shape[0] <= direction.shape[1] else direction.T)
        updates = orthogonalized(torch.stack(directions), self._products).unbind()
        for (matrix, group), update in zip(matrices, updates, strict=True):
            rows, columns = matrix.shape
            matrix.mul_(1 - group["lr"] * group["weight_decay"])
            # A tall matrix moves further, so that the change of its output has the same size.
            change = part_of(update if rows <= columns else update.T, matrix)
            matrix.add_(change, alpha=-group["lr"] * max(1, rows / columns) ** 0.5)

    def _share(self) -> None:
        """AdamW works on this optimizer's state and groups, so that a checkpoint holds them in one place."""
        self._adamw.state = self.state
        self._adamw.param_groups = self.param_groups[self._muon_groups :]


def orthogonalized(matrices_NRC: torch.Tensor, products: torch.dtype = torch.float32) -> torch.Tensor:
    """About the nearest matrix with orthonormal rows to each of N matrices with R ≤ C, by Newton–Schulz iteration.

    Singular values end between 0.7 and 1.2; that is coarse enough for products in bf16, where those are fast.
    """
    a, b, c = NEWTON_SCHULZ
    # a singular value is at most the norm
    x_NRC: torch.Tensor = (matrices_NRC / (matrices_NRC.norm(dim=(-2, -1), keepdim=True) + 1e-7)).to(products)
    for _ in range(NEWTON_SCHULZ_ROUNDS):
        square_NRR = x_NRC @ x_NRC.mT
        polynomial_NRR = torch.baddbmm(square_NRR, square_NRR, square_NRR, beta=b, alpha=c)
        x_NRC = torch.baddbmm(x_NRC, polynomial_NRR, x_NRC, beta=a)
    return x_NRC.to(matrices_NRC.dtype)
