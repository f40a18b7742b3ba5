#!/bin/bash
# Two machines with eight GPUs each train one model: sbatch docs/source/slurm_train.sh
# Adapt the lines below to your cluster. The project and its environment lie on a disk that all machines share.
#SBATCH --job-name=tinystories
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=8
#SBATCH --cpus-per-task=32
#SBATCH --time=04:00:00
#SBATCH --signal=TERM@90
#SBATCH --requeue

set -euo pipefail
source .venv/bin/activate
first=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)

# The run has a name of its own, so that the job goes on with it when it is submitted again.
srun --kill-on-bad-exit=1 torchrun \
    --nnodes="$SLURM_NNODES" --nproc_per_node=8 \
    --rdzv_id="$SLURM_JOB_ID" --rdzv_backend=c10d --rdzv_endpoint="$first:29500" \
    mlopstinystories/train_model.py \
    --config-name train \
    run=slurm model=33M batch_size_tokens=262144 budget=3h parallel=ddp
