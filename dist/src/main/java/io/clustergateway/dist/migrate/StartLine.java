package io.clustergateway.dist.migrate;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What this program makes of the arguments of a Deployment.
 *
 * @param tree the configuration they make
 * @param taken names of flags that have an effect
 * @param ignored flags without effect, each with the reason
 * @param refused what stops the start, in the words of the start itself
 */
public record StartLine(JsonObject tree, List<String> taken, List<String> ignored, List<String> refused) {
    /** Copies the lists. */
    public StartLine {
        taken = List.copyOf(taken);
        ignored = List.copyOf(ignored);
        refused = List.copyOf(refused);
    }
}
