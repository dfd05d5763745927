import torch
import torch.nn as nn


class @model_class@(nn.Module):
    """@model_text@"""

    def __init__(self, num_features: int, num_timesteps: int | None = None):
        super().__init__()
        self.rnn = nn.@rnn@(input_size=num_features, hidden_size=@hidden@, num_layers=2, batch_first=True)

        # one figure per instrument and day
        self.head = nn.Linear(@hidden@, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out, _ = self.rnn(x)
        return self.head(out[:, -1, :])


model_cls = @model_class@
