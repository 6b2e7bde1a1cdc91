package io.clustergateway.forwarder.listener;

import io.clustergateway.kernel.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code serving}.
 *
 * @param port 0 for any free one, for tests
 * @param names how the operator knows the keys that messages name
 * @param certificate certificate and key file, empty for a self-signed pair
 * @param selfManaged whether the pair for everybody comes from the certificate-keeper
 * @param certDir where a self-signed pair is kept
 * @param streams most streams at once on one HTTP/2 connection
 * @param connections what they may take and how long
 * @param goAwayChance share of HTTP/2 requests upon which their connection gets GOAWAY
 * @param shutdownDelay time between falling readiness and refusing requests
 * @param shutdownGrace time for requests in flight
 * @param streamGrace time for watches, logs and tunnels
 */
public record ListenerSettings(
        String bindAddress,
        int port,
        FlagNames names,
        Optional<PairFiles> certificate,
        List<PairFiles> sniCertificates,
        boolean selfManaged,
        Path certDir,
        Set<String> protocols,
        List<String> cipherSuites,
        boolean http2,
        int streams,
        Connections connections,
        double goAwayChance,
        Duration shutdownDelay,
        Duration shutdownGrace,
        Duration streamGrace) {
    /** As kube-apiserver has it (k8s.io/apiserver, secure_serving.go); clients open another connection for more. */
    private static final int STREAMS = 100;

    /** Reads the section; faults are noted there. */
    public static ListenerSettings read(Settings serving) {
        FlagNames names = new FlagNames(serving.nameOf("securePort"), serving.nameOf("tlsSniCertKey"));
        Changing changing = Changing.read(serving);
        return new ListenerSettings(
                address(serving),
                serving.integer("securePort", 443, 0, 65535),
                names,
                certificate(serving),
                sniCertificates(serving),
                serving.bool("selfManagedCertificate", false),
                Path.of(serving.string("certDir", "apiserver.local.config/certificates")),
                protocols(serving),
                CipherSuites.read(serving),
                !serving.bool("disableHttp2", false),
                changing.streams(),
                changing.connections(),
                serving.fraction("goawayChance", 0, 0.02),
                serving.duration("shutdownDelay", Duration.ZERO),
                serving.duration("shutdownGrace", Duration.ofSeconds(30)),
                serving.duration("streamGrace", Duration.ofSeconds(10)));
    }

    /** Keys that may change while running. */
    public static final Set<String> CHANGING = Set.of(
            "headerTimeout",
            "idleTimeout",
            "unauthenticatedConnections",
            "unauthenticatedStreams",
            "http2MaxStreamsPerConnection",
            "http2Turn");

    /** Their values; of {@code connections} the handshake and resets stay as they were at the start. */
    public record Changing(int streams, Connections connections) {
        /** Reads the section; faults are noted there. */
        public static Changing read(Settings serving) {
            int given = serving.integer("http2MaxStreamsPerConnection", STREAMS, 0, 1_000_000);
            return new Changing(given == 0 ? STREAMS : given, Connections.read(serving));
        }

        Streams allowance() {
            return new Streams(streams, connections.strangersStreams());
        }
    }

    Changing changing() {
        return new Changing(streams, connections);
    }

    /**
     * What one listener allows its connections.
     *
     * @param handshake for TLS
     * @param header from the connection's beginning to the end of its first request's head
     * @param idle without a request
     * @param mostStrangers connections on which nobody has authenticated; 0 for any number
     * @param strangersStreams most streams at once on one of those; 0 for as many as on any other
     * @param resets most streams reset by the client on one connection in 30 s
     * @param turn how long frames of HTTP/2 may keep an event loop before others are looked after; zero for no limit
     */
    public record Connections(
            Duration handshake,
            Duration header,
            Duration idle,
            int mostStrangers,
            int strangersStreams,
            int resets,
            Duration turn) {
        static Connections read(Settings serving) {
            return new Connections(
                    serving.duration("handshakeTimeout", Duration.ofSeconds(10)),
                    serving.duration("headerTimeout", Duration.ofSeconds(32)),
                    serving.duration("idleTimeout", Duration.ofSeconds(90)),
                    serving.integer("unauthenticatedConnections", 1000, 0, 1_000_000),
                    serving.integer("unauthenticatedStreams", 32, 0, 1_000_000),
                    serving.integer("http2MaxResets", 3000, 1, 1_000_000),
                    serving.duration("http2Turn", Duration.ofMillis(1)));
        }
    }

    /** How the keys that messages name were set. */
    public record FlagNames(String port, String sni) {}

    /**
     * A certificate and its key.
     *
     * @param flag by which the certificate was named
     * @param keyFlag by which the key was named
     * @param names it is served for; empty for those it carries
     */
    public record PairFiles(String flag, Path certificate, String keyFlag, Path key, List<String> names) {}

    private static String address(Settings serving) {
        String address = serving.string("bindAddress", "0.0.0.0");
        try {
            return InetAddress.getByName(address).getHostAddress();
        } catch (UnknownHostException e) {
            serving.fault("bindAddress", address, "an IP address of this machine, or 0.0.0.0 or :: for all");
            return address;
        }
    }

    private static Optional<PairFiles> certificate(Settings serving) {
        Optional<Path> certificate = serving.path("tlsCertFile");
        Optional<Path> key = serving.path("tlsPrivateKeyFile");
        if (certificate.isPresent() && key.isEmpty()) {
            serving.fault(
                    "tlsPrivateKeyFile", "absent", "the key of the certificate in " + serving.nameOf("tlsCertFile"));
        }
        if (key.isPresent() && certificate.isEmpty()) {
            serving.fault(
                    "tlsCertFile", "absent", "the certificate of the key in " + serving.nameOf("tlsPrivateKeyFile"));
        }
        return certificate.flatMap(cert -> key.map(file -> new PairFiles(
                serving.nameOf("tlsCertFile"), cert, serving.nameOf("tlsPrivateKeyFile"), file, List.of())));
    }

    /** pflag's namedCertKey, {@code cert,key} or {@code cert,key:name,name}: one list entry each, or one text split at commas. */
    private static List<PairFiles> sniCertificates(Settings serving) {
        List<PairFiles> pairs = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String entry : serving.list("tlsSniCertKey", List.of())) {
            for (String part : entry.split(",")) {
                boolean nameOfLast = open.isEmpty() && !pairs.isEmpty() && !part.contains("/") && !part.contains(":");
                if (nameOfLast && !pairs.get(pairs.size() - 1).names().isEmpty()) {
                    pairs.set(pairs.size() - 1, withName(pairs.get(pairs.size() - 1), part));
                } else {
                    open.add(part);
                }
                if (open.size() == 2) {
                    pairs.add(pair(serving.nameOf("tlsSniCertKey"), open.get(0), open.get(1)));
                    open.clear();
                }
            }
        }
        if (!open.isEmpty()) {
            serving.fault("tlsSniCertKey", String.join(",", open), "CERTIFICATE-FILE,KEY-FILE or …,KEY-FILE:NAME,NAME");
        }
        return List.copyOf(pairs);
    }

    private static PairFiles pair(String flag, String certificate, String keyAndName) {
        int colon = keyAndName.indexOf(':');
        String key = colon < 0 ? keyAndName : keyAndName.substring(0, colon);
        List<String> names = colon < 0 ? List.of() : List.of(keyAndName.substring(colon + 1));
        return new PairFiles(flag, Path.of(certificate.strip()), flag, Path.of(key.strip()), names);
    }

    private static PairFiles withName(PairFiles pair, String name) {
        List<String> names = new ArrayList<>(pair.names());
        names.add(name);
        return new PairFiles(pair.flag(), pair.certificate(), pair.keyFlag(), pair.key(), List.copyOf(names));
    }

    /** The versions the Java platform still speaks; older minimums are met by these as well. */
    private static Set<String> protocols(Settings serving) {
        String least = serving.string("tlsMinVersion", "VersionTLS12");
        Set<String> protocols = new LinkedHashSet<>();
        protocols.add("TLSv1.3");
        switch (least) {
            case "VersionTLS13" -> {}
            case "VersionTLS10", "VersionTLS11", "VersionTLS12" -> protocols.add("TLSv1.2");
            default -> serving.fault("tlsMinVersion", least, "VersionTLS12 or VersionTLS13");
        }
        return protocols;
    }
}
