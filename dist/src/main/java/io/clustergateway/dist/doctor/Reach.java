package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.members.dial.AddressGuard;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** From a name to a TCP connection: for each of the member's endpoints, or for its proxy. */
final class Reach {
    private static final List<String> HOPS = List.of("member.address.resolves", "member.address.allowed", "member.tcp");

    private final Vertx vertx;
    private final AddressGuard guard;
    private final Duration limit;
    private List<InetSocketAddress> open = List.of();

    Reach(Vertx vertx, AddressGuard guard, Duration limit) {
        this.vertx = vertx;
        this.guard = guard;
        this.limit = limit;
    }

    /** Where TCP connections stood, in the order of the Secret. */
    List<InetSocketAddress> open() {
        return open;
    }

    /** As far as it goes; the first fault is the last check. */
    List<Check> look(String namespace, Cluster cluster) {
        if (cluster.egress() instanceof Egress.Konnectivity) {
            return HOPS.stream()
                    .map(hop -> Check.skipped(hop, "behind the cluster proxy server"))
                    .toList();
        }
        List<InetSocketAddress> targets = targets(cluster);
        String endpoint = "kubectl -n %s get secret %s -o jsonpath='{.data.endpoint}' | base64 -d"
                .formatted(namespace, cluster.name());
        List<Check> checks = new ArrayList<>();
        Hop resolved = new Hop(HOPS.get(0), "its name is not found", endpoint + "  # correct it, or DNS");
        List<InetSocketAddress> addresses = resolved.each(targets, this::resolve);
        checks.add(resolved.check());
        Hop allowed = new Hop(
                HOPS.get(1),
                "the gateway does not dial it",
                "another endpoint in Secret %s/%s, or --member-cidr-allow, --allow-loopback-members among the gateway's arguments"
                        .formatted(namespace, cluster.name()));
        List<InetSocketAddress> safe = resolved.isThrough() ? allowed.each(addresses, this::guarded) : List.of();
        if (resolved.isThrough()) {
            checks.add(allowed.check());
        }
        if (!safe.isEmpty()) {
            Hop tcp = new Hop(
                    HOPS.get(2),
                    "nothing listens there, or no way leads there",
                    endpoint + "  # correct it, or start what should listen");
            open = tcp.each(safe, address -> connect(address, limit.dividedBy(safe.size())));
            checks.add(tcp.check());
        }
        return checks;
    }

    private static List<InetSocketAddress> targets(Cluster cluster) {
        if (cluster.egress() instanceof Egress.Proxy proxy) {
            return List.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
        }
        Stream<Endpoint> endpoints = cluster.endpoints().stream();
        return endpoints
                .map(endpoint -> InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()))
                .toList();
    }

    private InetSocketAddress resolve(InetSocketAddress target) throws IOException {
        try {
            InetAddress address = vertx.executeBlocking(() -> InetAddress.getByName(target.getHostString()), false)
                    .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .await();
            return new InetSocketAddress(address, target.getPort());
        } catch (RuntimeException e) {
            throw new IOException("not within " + limit.toMillis() + " ms", e);
        }
    }

    private InetSocketAddress guarded(InetSocketAddress target) throws IOException {
        Optional<String> refusal = guard.refusal(target.getAddress());
        if (refusal.isPresent()) {
            throw new IOException("is " + refusal.get());
        }
        return target;
    }

    private static InetSocketAddress connect(InetSocketAddress target, Duration limit) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(target, Math.toIntExact(Math.max(1, limit.toMillis())));
        }
        return target;
    }

    private interface Step {
        InetSocketAddress to(InetSocketAddress target) throws IOException;
    }

    /** One hop over all endpoints; it is a fault only when none gets through, as requests try one after the other. */
    private static final class Hop {
        private final String id;
        private final String wrong;
        private final String mend;
        private final List<String> good = new ArrayList<>();
        private final List<String> bad = new ArrayList<>();

        Hop(String id, String wrong, String mend) {
            this.id = id;
            this.wrong = wrong;
            this.mend = mend;
        }

        List<InetSocketAddress> each(List<InetSocketAddress> targets, Step step) {
            List<InetSocketAddress> through = new ArrayList<>();
            for (InetSocketAddress target : targets) {
                String name = target.getHostString() + ":" + target.getPort();
                try {
                    InetSocketAddress next = step.to(target);
                    through.add(next);
                    good.add(name);
                } catch (IOException e) {
                    bad.add(name + " " + Paper.oneLine(String.valueOf(e.getMessage())));
                }
            }
            return through;
        }

        boolean isThrough() {
            return !good.isEmpty();
        }

        Check check() {
            if (bad.isEmpty()) {
                return Check.ok(id, String.join(", ", good));
            }
            String seen = String.join(", ", bad);
            return good.isEmpty()
                    ? Check.fault(id, seen, wrong, mend)
                    : Check.warning(id, seen, wrong + "; requests go to " + String.join(", ", good), mend);
        }
    }
}
