package dev.loopline.samples.runs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model that a run develops.
 *
 * @param name of its task
 * @param type {@code TimeSeries} or {@code Tabular}
 */
public record RunModel(String name, String type) {

    private static final String SOURCE = """
            import torch
            from torch import nn


            class @class@(nn.Module):
                def __init__(self, num_features, num_timesteps=None):
                    super().__init__()
                    self.core = nn.GRU(num_features, 16, batch_first=True)
                    self.last = nn.Linear(16, 1)

                def forward(self, batch):
                    states, _ = self.core(batch)
                    return self.last(states[:, -1])


            model_cls = @class@
            """;

    String source() {
        return SOURCE.replace("@class@", "Net" + name.replaceAll("\\W", "_"));
    }

    String formula() {
        return "\\hat{y}_t = w \\cdot GRU(x_{t-k..t})";
    }

    String description() {
        return name + ", a recurrent network of one layer.";
    }

    String architecture() {
        return "one GRU layer of 16 units, one linear layer";
    }

    /** As language models write them: texts and numbers mixed. */
    Map<String, Object> training() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("n_epochs", "40");
        values.put("lr", "1e-3");
        values.put("early_stop", 8);
        values.put("batch_size", 256);
        values.put("weight_decay", 0.0001);
        return values;
    }
}
