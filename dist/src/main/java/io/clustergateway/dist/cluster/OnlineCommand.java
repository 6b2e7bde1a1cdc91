package io.clustergateway.dist.cluster;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway online}. */
@Command(
        name = "online",
        sortOptions = false,
        description = {
            "Switch a member on again. Exit codes: 0, also when it was on already, and 1 when anything failed.",
            ""
        })
public final class OnlineCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The member.")
    private String name = "";

    @Mixin
    private ChangeFlags change = new ChangeFlags();

    @Mixin
    private HubFlags hubFlags = new HubFlags();

    @Override
    public Integer call() {
        try (Hub hub = hubFlags.open()) {
            Switch.turn(hub, name, null, change, "online");
        }
        return 0;
    }
}
