package io.clustergateway.forwarder.listener;

import io.clustergateway.certificates.Authority;
import io.clustergateway.certificates.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A pair nobody vouches for, as the Go program serves when it is given none. */
final class SelfSigned {
    private static final Path NAMESPACE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    private static final List<String> SERVICES = List.of("cluster-gateway", "gateway-service");
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration SKEW = Duration.ofHours(1);

    private SelfSigned() {}

    /** A new pair for localhost, the names a hub may call us by, and the address we listen on. Blocks. */
    static Pair make(String bindAddress) {
        Instant now = Instant.now();
        String name = "cluster-gateway@" + now.getEpochSecond();
        return Authority.selfSigned(name, names(bindAddress), now.minus(SKEW), now.plus(LIFE));
    }

    private static Set<String> names(String bindAddress) {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        String namespace = namespace();
        for (String service : SERVICES) {
            names.add(service);
            names.add(service + "." + namespace);
            names.add(service + "." + namespace + ".svc");
        }
        if (!isWildcard(bindAddress)) {
            names.add(bindAddress);
        }
        return new LinkedHashSet<>(names);
    }

    private static String namespace() {
        try {
            return Files.isReadable(NAMESPACE) ? Files.readString(NAMESPACE).strip() : "vela-system";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWildcard(String address) {
        try {
            return InetAddress.getByName(address).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
