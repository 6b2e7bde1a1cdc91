package io.clustergateway.members;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.members.dial.AddressGuard;
import io.clustergateway.members.dial.Cidr;
import io.clustergateway.members.konnectivity.KonnectivityServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code members}: what holds for the connections to every member.
 *
 * @param guard over the addresses that may be dialled
 * @param pool how many connections a member gets
 * @param server through which members of type ClusterProxy are reached
 */
public record MemberSettings(AddressGuard guard, Optional<KonnectivityServer> server, Pool pool) {
    private static final int PROXY_PORT = 8090;

    /**
     * Of one event loop to one endpoint of a member.
     *
     * @param http1 most connections, for members that speak HTTP/1.1 only
     * @param http2 most connections; each carries as many requests as the member allows
     * @param waiting most requests that wait for one; the next is refused
     */
    public record Pool(int http1, int http2, int waiting) {
        /** Where it is read. */
        public static final Set<String> KEYS = Set.of("http1Connections", "http2Connections", "connectionWaitQueue");

        /** Unless told otherwise. */
        public static final Pool DEFAULT = new Pool(1024, 16, 1024);

        /** Reads the section; faults are noted there. */
        public static Pool read(Settings members) {
            return new Pool(
                    members.integer("http1Connections", DEFAULT.http1, 1, 100_000),
                    members.integer("http2Connections", DEFAULT.http2, 1, 10_000),
                    members.integer("connectionWaitQueue", DEFAULT.waiting, 0, 100_000));
        }
    }

    /** With the usual pool. */
    public MemberSettings(AddressGuard guard, Optional<KonnectivityServer> server) {
        this(guard, server, Pool.DEFAULT);
    }

    /** Reads the section; bad values become faults there. */
    public static MemberSettings read(Settings members) {
        return new MemberSettings(
                new AddressGuard(
                        cidrs(members, "cidrAllow"), cidrs(members, "cidrDeny"), members.bool("allowLoopback", false)),
                server(members),
                Pool.read(members));
    }

    private static Optional<KonnectivityServer> server(Settings members) {
        int port = members.integer("proxyPort", PROXY_PORT, 1, 65535);
        Optional<Path> ca = file(members, "proxyCaCert");
        Optional<Path> certificate = file(members, "proxyCert");
        Optional<Path> key = file(members, "proxyKey");
        if (certificate.isPresent() != key.isPresent()) {
            String one = certificate.isPresent() ? "proxyCert" : "proxyKey";
            members.fault(one, "given alone", "a certificate and its key");
        }
        return members.optional("proxyHost").map(host -> new KonnectivityServer(host, port, ca, certificate, key));
    }

    private static Optional<Path> file(Settings members, String key) {
        Optional<Path> path = members.path(key);
        if (path.isPresent() && !Files.isReadable(path.get())) {
            members.fault(key, path.get(), "a PEM file that can be read");
        }
        return path;
    }

    private static List<Cidr> cidrs(Settings members, String key) {
        List<Cidr> blocks = new ArrayList<>();
        for (String text : members.list(key, List.of())) {
            try {
                blocks.add(Cidr.parse(text));
            } catch (IllegalArgumentException e) {
                members.fault(key, text, "addresses as 10.0.0.0/8 or fd00::/8, with commas");
            }
        }
        return blocks;
    }
}
