package io.clustergateway.rules.tools;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.document.ScalarText;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests of member Secrets, alone or in a list as {@code kubectl get -o yaml} prints it, → members. */
final class ManifestReader {
    private static final String PREFIX = "cluster.core.oam.dev/";
    private static final String RULES = PREFIX + "cluster-gateway-proxy-configuration";
    private static final String ALIAS = PREFIX + "cluster-alias";
    private static final String PROVIDER = PREFIX + "provider";

    private final RuleSource file;
    private final Faults faults;

    ManifestReader(RuleSource file, Faults faults) {
        this.file = file;
        this.faults = faults;
    }

    List<MemberText> read(List<Node> documents) {
        List<MemberText> members = new ArrayList<>();
        for (Node document : documents) {
            boolean isList = Tree.text(document, "kind").orElse("").endsWith("List");
            List<Node> manifests = isList ? Tree.items(document, "items") : List.of(document);
            manifests.forEach(manifest -> member(manifest).ifPresent(members::add));
        }
        return members;
    }

    private Optional<MemberText> member(Node manifest) {
        String kind = Tree.text(manifest, "kind").orElse("");
        Optional<String> name = Tree.text(manifest, "metadata", "name");
        if (!kind.equals("Secret")) {
            faults.error(
                    "UnknownKind",
                    manifest.at(),
                    "kind: %s beside Secrets (expected: Secret; rules in a file of their own)"
                            .formatted(Shown.value(kind)));
            return Optional.empty();
        }
        if (name.isEmpty()) {
            faults.error(
                    "MissingField",
                    manifest.at(),
                    "metadata.name: missing (expected: the Secret's name, the member's)");
            return Optional.empty();
        }
        Optional<ScalarText> rules = rules(manifest, name.get());
        return Optional.of(new MemberText(
                facts(manifest, name.get()),
                rules.map(text -> new RuleSource("annotation of member " + name.get(), text.value())),
                rules,
                file,
                manifest.at()));
    }

    private Optional<ScalarText> rules(Node manifest, String name) {
        Optional<Node.Scalar> annotation = Tree.scalar(manifest, "metadata", "annotations", RULES)
                .filter(text -> !text.value().isBlank());
        if (annotation.isEmpty()) {
            faults.warning(
                    "NoRules",
                    manifest.at(),
                    "Secret %s has no rules (expected: the annotation %s)".formatted(Shown.value(name), RULES));
        }
        return annotation.map(text -> new ScalarText(text.value(), text.at(), text.raw()));
    }

    /** As the gateway takes them from the Secret. */
    private static ClusterFacts facts(Node manifest, String name) {
        Map<String, String> labels = Tree.texts(manifest, "metadata", "labels");
        String provider = labels.getOrDefault(PROVIDER, "");
        labels.keySet().removeIf(label -> label.startsWith(PREFIX));
        return new ClusterFacts(
                name,
                labels,
                Tree.text(manifest, "metadata", "annotations", ALIAS).orElse(""),
                provider);
    }
}
