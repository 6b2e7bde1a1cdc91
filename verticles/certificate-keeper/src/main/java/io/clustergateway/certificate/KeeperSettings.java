package io.clustergateway.certificate;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.ops.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the certificate is kept, of the section {@code serving}.
 *
 * @param namespace of the Secret and of the Lease by which replicas elect
 * @param name of the Secret
 * @param home namespace of the pod; empty where it is not known
 */
record KeeperSettings(String namespace, String name, String home) {
    private static final String ON = "selfManagedCertificate";
    private static final String SECRET = "selfManagedCertificateSecret";
    private static final Path POD_NAMESPACE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    private static final Pattern QUALIFIED =
            Pattern.compile("([a-z0-9]([-a-z0-9]*[a-z0-9])?/)?[a-z0-9]([-.a-z0-9]*[a-z0-9])?");

    @Override
    public String toString() {
        return namespace + "/" + name;
    }

    /** Empty when it is off, or cannot be on, which is then a fault. */
    static Optional<KeeperSettings> read(Settings serving, boolean withoutHub) {
        String secret = serving.string(SECRET, CertificateKeeper.DEFAULT_SECRET);
        boolean isName = QUALIFIED.matcher(secret).matches();
        if (!isName) {
            serving.fault(SECRET, secret, "NAMESPACE/NAME of a Secret, or NAME in the pod's namespace");
        }
        if (!serving.bool(ON, false)) {
            return Optional.empty();
        }
        if (withoutHub) {
            serving.fault(ON, true, "false beside --clusters-from");
        }
        serving.optional("tlsCertFile")
                .ifPresent(file -> serving.fault(
                        ON,
                        true,
                        "false beside %s, whose certificate is not ours".formatted(serving.nameOf("tlsCertFile"))));
        if (!isName) {
            return Optional.empty();
        }
        int slash = secret.indexOf('/');
        String home = podNamespace();
        String namespace = slash < 0 ? home : secret.substring(0, slash);
        if (namespace.isEmpty()) {
            serving.fault(SECRET, secret, "NAMESPACE/NAME outside of a pod");
        }
        return Optional.of(new KeeperSettings(namespace, secret.substring(slash + 1), home));
    }

    /** Whether a Service of that namespace may lead to this pod. */
    boolean isHome(String service) {
        return home.isEmpty() || home.equals(service);
    }

    private static String podNamespace() {
        return Replica.current().namespace().orElseGet(() -> {
            try {
                return Files.isReadable(POD_NAMESPACE)
                        ? Files.readString(POD_NAMESPACE).strip()
                        : "";
            } catch (IOException e) {
                return "";
            }
        });
    }
}
