from qlib.contrib.strategy.signal_strategy import TopkDropoutStrategy


class EnhancedTopkDropoutStrategy(TopkDropoutStrategy):
    """Top-k with a floor for the score and a stop."""

    def __init__(self, *, min_score=0.1, max_position_ratio=0.90, stop_loss=-0.10, **kwargs):
        super().__init__(**kwargs)
        self.min_score = min_score
        self.max_position_ratio = max_position_ratio
        self.stop_loss = stop_loss
