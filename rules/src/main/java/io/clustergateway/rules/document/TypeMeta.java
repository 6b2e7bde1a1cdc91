package io.clustergateway.rules.document;

import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.List;
import java.util.Optional;

/** {@code apiVersion} and {@code kind} of a document. */
final class TypeMeta {
    private static final String API_VERSION = "cluster.core.oam.dev/v1alpha1";
    /** Ours, and the Go program's. */
    private static final List<String> KINDS =
            List.of("ClusterGatewayConfiguration", "ClusterGatewayProxyConfiguration");
    /** Has a kind ClusterGatewayConfiguration too, which configures the OCM add-on manager. */
    private static final String ADD_ON_GROUP = "proxy.open-cluster-management.io/";

    private final Node.Fields document;
    private final Faults faults;

    TypeMeta(Node.Fields document, Faults faults) {
        this.document = document;
        this.faults = faults;
    }

    /** Whether the rest is worth reading: a document of another kind would only give faults that mislead. */
    boolean isOurs() {
        if (value("apiVersion").isEmpty() || value("kind").isEmpty()) {
            faults.warning(
                    "MissingTypeMeta",
                    document.at(),
                    "apiVersion or kind: missing (expected: apiVersion: %s, kind: %s)"
                            .formatted(API_VERSION, KINDS.get(0)));
        }
        Optional<ScalarText> apiVersion = text("apiVersion");
        if (apiVersion.isPresent() && apiVersion.get().value().startsWith(ADD_ON_GROUP)) {
            faults.error(
                    "AddOnConfiguration",
                    apiVersion.get().at(),
                    "apiVersion: %s configures the OCM add-on manager and has no rules (expected: %s)"
                            .formatted(Shown.value(apiVersion.get().value()), API_VERSION));
            return false;
        }
        check("UnknownApiVersion", "apiVersion", apiVersion, List.of(API_VERSION));
        Optional<ScalarText> kind = text("kind");
        check("UnknownKind", "kind", kind, KINDS);
        return apiVersion.filter(given -> given.value().equals(API_VERSION)).isPresent()
                || kind.map(given -> Nearest.to(given.value(), KINDS).isPresent())
                        .orElse(true);
    }

    private void check(String code, String field, Optional<ScalarText> given, List<String> known) {
        given.filter(text -> !known.contains(text.value())).ifPresent(text -> {
            String value = text.value();
            String hint = value.equals("ConfigMap") ? "; not the ConfigMap around it" : Nearest.hint(value, known);
            faults.error(
                    code,
                    text.at(),
                    "%s: %s (expected: %s%s)".formatted(field, Shown.value(value), String.join(" or ", known), hint));
        });
    }

    private Optional<ScalarText> text(String field) {
        return value(field).flatMap(value -> new TextReader(faults).filled(field, value));
    }

    private Optional<Node> value(String field) {
        return Optional.ofNullable(document.entries().get(field))
                .map(Node.Entry::value)
                .filter(value -> !value.isNull());
    }
}
