package io.clustergateway.dist.cluster;

import io.clustergateway.kernel.StartFault;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway offline}. */
@Command(
        name = "offline",
        sortOptions = false,
        description = {
            "Switch a member off: requests to it get 503 ClusterOffline with the reason, open streams are closed, probes stop.",
            "Exit codes: 0, also when it was off already, and 1 when anything failed.",
            ""
        })
public final class OfflineCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The member.")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown to whoever asks for the member.")
    private Optional<String> reason = Optional.empty();

    @Mixin
    private ChangeFlags change = new ChangeFlags();

    @Mixin
    private HubFlags hubFlags = new HubFlags();

    @Override
    public Integer call() {
        String text = reason.map(String::strip).orElse("true");
        boolean isPlain = text.codePoints().noneMatch(Character::isISOControl);
        if (text.isEmpty() || text.equals("false") || text.length() > 200 || !isPlain) {
            throw new StartFault("--reason: no reason (expected: one line of 1-200 characters, and not: false)");
        }
        try (Hub hub = hubFlags.open()) {
            Switch.turn(hub, name, text, change, "offline");
        }
        return 0;
    }
}
