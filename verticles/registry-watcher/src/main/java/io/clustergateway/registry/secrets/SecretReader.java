package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.kernel.contract.Trust;
import io.vertx.core.json.JsonObject;
import java.security.cert.X509Certificate;
import java.time.Clock;
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
    private static final String CONST = "Const";
    private static final Set<String> CREDENTIAL_TYPES =
            Set.of("X509Certificate", "X509", "ServiceAccountToken", DYNAMIC);
    private static final Set<String> ENDPOINT_TYPES = Set.of(CONST, "ClusterProxy");

    private final Verification verification;
    private final CredentialPlugins plugins;

    /**
     * A reader.
     *
     * @param allowInsecure whether a member without a CA is connected to unverified, as the Go program does
     * @param insecureTunnels whether ClusterProxy members are connected to unverified, as the Go program does
     * @param plugins from which Dynamic members have their credentials
     * @param clock against which certificates expire
     */
    public SecretReader(boolean allowInsecure, boolean insecureTunnels, CredentialPlugins plugins, Clock clock) {
        this.verification = new Verification(allowInsecure, insecureTunnels, clock);
        this.plugins = plugins;
    }

    /** A reader for whoever only looks at Secrets: it runs no plugin, so that Dynamic members are broken members to it. */
    public static SecretReader withoutPlugins(boolean allowInsecure, boolean insecureTunnels, Clock clock) {
        return new SecretReader(allowInsecure, insecureTunnels, new NoPlugins(), clock);
    }

    /** Whether an object carries the label that makes a Secret a member. */
    public static boolean isMember(JsonObject secret) {
        return ObjectMetadata.of(secret).labels().containsKey(Names.CREDENTIAL_TYPE);
    }

    /** Whether reading this Secret again may give another member, because something else changed. */
    public boolean dependsOnMore(JsonObject secret) {
        return isDynamic(ObjectMetadata.of(secret));
    }

    /** The Secret of this name is gone. */
    public void forget(String name) {
        plugins.forget(name);
    }

    /** Whether where this member is can be told by a ManagedCluster. */
    public static boolean hasAddress(JsonObject secret) {
        return hasAddress(ObjectMetadata.of(secret));
    }

    /** Reads one Secret; a fault in it gives a {@link BrokenMember}. Never throws. */
    public Entry read(JsonObject secret) {
        return read(secret, Optional.empty());
    }

    /**
     * Reads one Secret; a fault in it or in the address gives a {@link BrokenMember}. Never throws.
     *
     * @param managed address that comes before the Secret's
     */
    public Entry read(JsonObject secret, Optional<ManagedAddress> managed) {
        ObjectMetadata metadata = ObjectMetadata.of(secret);
        if (!isDynamic(metadata)) {
            plugins.forget(metadata.name());
        }
        List<String> warnings = new ArrayList<>();
        Member member;
        try {
            member = cluster(metadata, new SecretData(secret), managed.filter(any -> hasAddress(metadata)), warnings);
        } catch (MemberFault fault) {
            String text = "Secret %s/%s: %s".formatted(metadata.namespace(), metadata.name(), fault.getMessage());
            member = new BrokenMember(metadata.name(), metadata.uid(), metadata.resourceVersion(), text);
            warnings.clear();
        }
        return entry(metadata, member, warnings);
    }

    private Cluster cluster(
            ObjectMetadata metadata, SecretData data, Optional<ManagedAddress> managed, List<String> warnings)
            throws MemberFault {
        checkName(metadata.name());
        Reach reach = Reach.read(metadata, data, managed);
        Trust trust = verification.trust(reach.egress(), data, managed, warnings);
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

    private Credential credential(ObjectMetadata metadata, SecretData data, List<String> warnings) throws MemberFault {
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
            ObjectMetadata metadata, SecretData data, Reach reach, Trust trust, List<String> warnings)
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

    private static boolean hasAddress(ObjectMetadata metadata) {
        return metadata.label(Names.ENDPOINT_TYPE, CONST).equals(CONST);
    }

    private static boolean isDynamic(ObjectMetadata metadata) {
        return metadata.label(Names.CREDENTIAL_TYPE, "").equals(DYNAMIC);
    }

    private Credential certificate(SecretData data, List<String> warnings) throws MemberFault {
        String certificatePem = data.required("tls.crt", "a PEM client certificate");
        String keyPem = data.required("tls.key", "its PEM private key");
        List<X509Certificate> leaf = List.of(CredentialParts.leaf("tls.crt", certificatePem, "tls.key", keyPem));
        verification.warnIfExpired("key tls.crt", leaf, warnings);
        return new Credential.ClientCertificate(certificatePem, keyPem);
    }

    private static Credential token(SecretData data) throws MemberFault {
        return CredentialParts.token("token", data.required("token", "a bearer token"));
    }

    private static Optional<String> serverName(SecretData data) throws MemberFault {
        Optional<String> name = data.optional("tls-server-name");
        if (name.isPresent() && !DNS_NAME.matcher(name.get()).matches()) {
            throw MemberFault.key("tls-server-name", "no DNS name", "a name of the member's serving certificate");
        }
        return name;
    }

    private static Health health(ObjectMetadata metadata, List<String> warnings) {
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

    private static Entry entry(ObjectMetadata metadata, Member member, List<String> warnings) {
        return new Entry(
                member,
                metadata.uid(),
                metadata.resourceVersion(),
                metadata.createdAt(),
                metadata.servedLabels(),
                metadata.servedAnnotations(),
                metadata.label(Names.PROVIDER, ""),
                credentialType(metadata.label(Names.CREDENTIAL_TYPE, "")),
                known(metadata.label(Names.ENDPOINT_TYPE, CONST), ENDPOINT_TYPES),
                warnings);
    }

    private static String credentialType(String label) {
        return label.equals("X509") ? "X509Certificate" : known(label, CREDENTIAL_TYPES);
    }

    private static String known(String value, Set<String> known) {
        return known.contains(value) ? value : "Unknown";
    }
}
