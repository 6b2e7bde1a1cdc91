package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Outcome;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.hub.HubFault;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.ManagedAddress;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One member, hop by hop from here, and the same through the hub at the same time. Blocks: for a thread of its own. */
final class MemberChecks {
    private static final String THROUGH = "member.through-hub";

    private final Vertx vertx;
    private final Asked hub;
    private final Installation installation;
    private final String namespace;
    private final Duration limit;
    private final Clock clock;

    MemberChecks(Vertx vertx, Asked hub, Installation installation, String namespace, Duration limit, Clock clock) {
        this.vertx = vertx;
        this.hub = hub;
        this.installation = installation;
        this.namespace = namespace;
        this.limit = limit;
        this.clock = clock;
    }

    /** @param managed where its ManagedCluster says it is; empty while the gateway does not look there */
    List<Check> look(JsonObject secret, Optional<ManagedAddress> managed) {
        GatewaySettings settings = installation.settings();
        Entry entry = new SecretReader(
                        settings.allowInsecure(), settings.insecureTunnels(), new UnaskedPlugins(), clock)
                .read(secret, managed);
        SecretChecks own = new SecretChecks(namespace, clock);
        if (entry.member() instanceof BrokenMember broken) {
            return List.of(own.unreadable(broken.name(), broken.fault()));
        }
        Cluster cluster = (Cluster) entry.member();
        List<Check> checks = new ArrayList<>(own.of(cluster, entry));
        if (cluster.offline().isPresent()) {
            return checks;
        }
        long begin = System.nanoTime();
        Future<JsonObject> through = hub.getting(
                "/apis/%s/v1alpha1/clustergateways/%s/proxy/version".formatted(Installation.GROUP, cluster.name()));
        List<Check> direct = direct(cluster, SecretChecks.isDynamic(entry));
        Check last = through(through, begin, direct);
        boolean isThrough = last.outcome() == Outcome.OK;
        direct.forEach(check -> checks.add(isThrough ? check.fromHereOnly() : check));
        checks.add(last);
        return checks;
    }

    private List<Check> direct(Cluster cluster, boolean isDynamic) {
        GatewaySettings settings = installation.settings();
        Reach reach = new Reach(vertx, settings.members().guard(), limit);
        List<Check> checks = new ArrayList<>(reach.look(namespace, cluster));
        if (isStopped(checks)) {
            return checks;
        }
        try (MemberLine line = new MemberLine(vertx, cluster, settings.members(), limit)) {
            checks.addAll(new TlsCheck(namespace, cluster, limit, clock).look(line, reach.open()));
            if (!isStopped(checks) && isDynamic) {
                checks.add(Check.skipped(
                        "member.credential.accepted",
                        "only the gateway runs its plugin; member.through-hub says what comes of it"));
            } else if (!isStopped(checks)) {
                checks.addAll(new CredentialChecks(namespace, cluster, settings, line).look());
            }
        }
        return checks;
    }

    private Check through(Future<JsonObject> answer, long begin, List<Check> direct) {
        if (installation.apiService().isEmpty() && !installation.isHidden()) {
            answer.onComplete(late -> {});
            return Check.skipped(THROUGH, "the hub does not know the gateway (hub.apiservice.exists)");
        }
        try {
            String version = Paper.text(answer.await(), "gitVersion");
            long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            return Check.ok(THROUGH, "/version says %s, at most %d ms".formatted(version, millis));
        } catch (HubFault fault) {
            String cause = direct.stream()
                    .filter(Check::isFault)
                    .map(check -> "mend " + check.id() + " first")
                    .findFirst()
                    .orElse("see hub.apiservice.available, hub.caller.proxy and the gateway's log");
            return Check.fault(
                    THROUGH, HubChecks.words(fault), "a request through the hub does not get through", cause);
        }
    }

    private static boolean isStopped(List<Check> checks) {
        return checks.stream().anyMatch(Check::isFault);
    }
}
