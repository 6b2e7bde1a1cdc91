package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.kernel.contract.Trust;
import io.vertx.core.json.JsonObject;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads member Secrets: the same Secret always gives the same member, but for certificates that expire meanwhile and what
 * {@link #dependsOnMore}.
 */
public final class SecretReader {
    /** Selects the Secrets that are members. */
    public static final String SELECTOR = Names.CREDENTIAL_TYPE;
    /** The hub among virtual clusters, and so no name for a member. */
    public static final String RESERVED = "local";

    private static final Pattern DNS_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String DYNAMIC = "Dynamic";
    private static final Set<String> CREDENTIAL_TYPES =
            Set.of("X509Certificate", "X509", "ServiceAccountToken", DYNAMIC);
    private static final Set<String> ENDPOINT_TYPES = Set.of("Const", "ClusterProxy");

    private final boolean allowInsecure;
    private final boolean insecureTunnels;
    private final CredentialPlugins plugins;
    private final Clock clock;

    /**
     * A reader.
     *
     * @param allowInsecure whether a member without a CA is connected to unverified, as the Go program does
     * @param insecureTunnels whether ClusterProxy members are connected to unverified, as the Go program does
     * @param plugins from which Dynamic members have their credentials
     * @param clock against which certificates expire
     */
    public SecretReader(boolean allowInsecure, boolean insecureTunnels, CredentialPlugins plugins, Clock clock) {
        this.allowInsecure = allowInsecure;
        this.insecureTunnels = insecureTunnels;
        this.plugins = plugins;
        this.clock = clock;
    }

    /** Whether an object carries the label that makes a Secret a member. */
    public static boolean isMember(JsonObject secret) {
        return SecretMetadata.of(secret).labels().containsKey(Names.CREDENTIAL_TYPE);
    }

    /** Whether reading this Secret again may give another member, because something else changed. */
    public boolean dependsOnMore(JsonObject secret) {
        return isDynamic(SecretMetadata.of(secret));
    }

    /** The Secret of this name is gone. */
    public void forget(String name) {
        plugins.forget(name);
    }

    /** Reads one Secret; a fault in it gives a {@link BrokenMember}. Never throws. */
    public Entry read(JsonObject secret) {
        SecretMetadata metadata = SecretMetadata.of(secret);
        if (!isDynamic(metadata)) {
            plugins.forget(metadata.name());
        }
        List<String> warnings = new ArrayList<>();
        Member member;
        try {
            member = cluster(metadata, new SecretData(secret), warnings);
        } catch (MemberFault fault) {
            String text = "Secret %s/%s: %s".formatted(metadata.namespace(), metadata.name(), fault.getMessage());
            member = new BrokenMember(metadata.name(), metadata.uid(), metadata.resourceVersion(), text);
            warnings.clear();
        }
        return entry(metadata, member, warnings);
    }

    private Cluster cluster(SecretMetadata metadata, SecretData data, List<String> warnings) throws MemberFault {
        checkName(metadata.name());
        Reach reach = Reach.read(metadata, data);
        Trust trust = trust(reach, data, warnings);
        Optional<String> serverName = serverName(data);
        Credential credential = isDynamic(metadata)
                ? dynamic(metadata, data, reach, trust, warnings)
                : credential(metadata, data, warnings);
        return new Cluster(
                metadata.name(),
                metadata.uid(),
                metadata.resourceVersion(),
                metadata.createdAt(),
                metadata.servedLabels(),
                metadata.annotation(Names.ALIAS),
                metadata.label(Names.PROVIDER, ""),
                reach.endpoints(),
                reach.egress(),
                trust,
                credential,
                serverName,
                health(metadata, warnings),
                offline(metadata.annotation(Names.OFFLINE)),
                Optional.of(metadata.annotation(Names.RULES)).filter(text -> !text.isBlank()),
                ConnectionKey.of(metadata.uid(), reach, trust, credential, serverName));
    }

    private static void checkName(String name) throws MemberFault {
        if (name.equals(RESERVED)) {
            throw new MemberFault("the name local is the hub's own (expected: any other name)");
        }
        if (!DNS_NAME.matcher(name).matches()) {
            throw new MemberFault("its name is no DNS name (expected: lower-case letters, digits, - and .)");
        }
    }

    private Credential credential(SecretMetadata metadata, SecretData data, List<String> warnings) throws MemberFault {
        return switch (metadata.label(Names.CREDENTIAL_TYPE, "")) {
            case "X509Certificate", "X509" -> certificate(data, warnings);
            case "ServiceAccountToken" -> token(data);
            default ->
                throw new MemberFault(
                        "label %s: unknown type (expected: X509Certificate, ServiceAccountToken or Dynamic)"
                                .formatted(Names.CREDENTIAL_TYPE));
        };
    }

    private Credential dynamic(
            SecretMetadata metadata, SecretData data, Reach reach, Trust trust, List<String> warnings)
            throws MemberFault {
        CredentialPlugins.Answer answer = plugins.credential(new CredentialPlugins.Question(
                metadata.name(),
                metadata.uid(),
                data.required("exec", "client-go's ExecConfig as JSON"),
                reach.endpoints().get(0),
                reach.egress(),
                trust,
                serverName(data)));
        answer.warning().ifPresent(warnings::add);
        return answer.credential();
    }

    private static boolean isDynamic(SecretMetadata metadata) {
        return metadata.label(Names.CREDENTIAL_TYPE, "").equals(DYNAMIC);
    }

    private Credential certificate(SecretData data, List<String> warnings) throws MemberFault {
        String certificatePem = data.required("tls.crt", "a PEM client certificate");
        String keyPem = data.required("tls.key", "its PEM private key");
        List<X509Certificate> leaf = List.of(CredentialParts.leaf("tls.crt", certificatePem, "tls.key", keyPem));
        warnIfExpired("tls.crt", leaf, warnings);
        return new Credential.ClientCertificate(certificatePem, keyPem);
    }

    private static Credential token(SecretData data) throws MemberFault {
        return CredentialParts.token("token", data.required("token", "a bearer token"));
    }

    private Trust trust(Reach reach, SecretData data, List<String> warnings) throws MemberFault {
        boolean isTunnelled = reach.egress() instanceof Egress.Konnectivity;
        if (isTunnelled && insecureTunnels) {
            warnings.add(
                    "its serving certificate is not verified (mend: its CA in ca.crt, no --proxy-insecure-members)");
            return new Trust.Unverified();
        }
        boolean insecure = data.flag("insecure-skip-tls-verify");
        String key = data.optional("ca.crt").isPresent() ? "ca.crt" : "ca";
        Optional<String> ca = data.optional(key);
        if (ca.isPresent()) {
            warnIfExpired(key, PemBlocks.certificates(key, ca.get()), warnings);
            if (insecure) {
                warnings.add("key insecure-skip-tls-verify: ignored, because there is a CA in %s".formatted(key));
            }
            return new Trust.CaBundle(ca.get());
        }
        if (insecure || allowInsecure) {
            warnings.add("its serving certificate is not verified (mend: put the member's CA into ca.crt)");
            return new Trust.Unverified();
        }
        if (isTunnelled) {
            throw MemberFault.key(
                    "ca.crt", "missing", "the member's CA, or --proxy-insecure-members for all of this type");
        }
        return new Trust.SystemRoots();
    }

    private static Optional<String> serverName(SecretData data) throws MemberFault {
        Optional<String> name = data.optional("tls-server-name");
        if (name.isPresent() && !DNS_NAME.matcher(name.get()).matches()) {
            throw MemberFault.key("tls-server-name", "no DNS name", "a name of the member's serving certificate");
        }
        return name;
    }

    private static Health health(SecretMetadata metadata, List<String> warnings) {
        String reason = metadata.annotation(Names.HEALTHY_REASON);
        return switch (metadata.annotation(Names.HEALTHY)) {
            case "" -> Health.UNKNOWN;
            case "true", "True", "TRUE", "t", "T", "1" -> new Health(Health.State.HEALTHY, reason);
            case "false", "False", "FALSE", "f", "F", "0" -> new Health(Health.State.UNHEALTHY, reason);
            default -> {
                warnings.add(
                        "annotation %s: neither true nor false, so its health is unknown".formatted(Names.HEALTHY));
                yield Health.UNKNOWN;
            }
        };
    }

    private static Optional<String> offline(String annotation) {
        return switch (annotation.strip()) {
            case "", "false" -> Optional.empty();
            case "true" -> Optional.of("it is switched off");
            default -> Optional.of(annotation.strip());
        };
    }

    private void warnIfExpired(String key, List<X509Certificate> certificates, List<String> warnings) {
        Instant now = clock.instant();
        for (X509Certificate certificate : certificates) {
            Instant end = certificate.getNotAfter().toInstant();
            if (end.isBefore(now)) {
                warnings.add("key %s: a certificate expired at %s (mend: renew it)".formatted(key, end));
            }
        }
    }

    private static Entry entry(SecretMetadata metadata, Member member, List<String> warnings) {
        return new Entry(
                member,
                metadata.uid(),
                metadata.resourceVersion(),
                metadata.createdAt(),
                metadata.servedLabels(),
                metadata.servedAnnotations(),
                metadata.label(Names.PROVIDER, ""),
                credentialType(metadata.label(Names.CREDENTIAL_TYPE, "")),
                known(metadata.label(Names.ENDPOINT_TYPE, "Const"), ENDPOINT_TYPES),
                warnings);
    }

    private static String credentialType(String label) {
        return label.equals("X509") ? "X509Certificate" : known(label, CREDENTIAL_TYPES);
    }

    private static String known(String value, Set<String> known) {
        return known.contains(value) ? value : "Unknown";
    }
}
