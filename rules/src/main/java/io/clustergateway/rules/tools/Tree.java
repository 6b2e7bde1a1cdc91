package io.clustergateway.rules.tools;

import io.clustergateway.rules.document.yaml.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Ways into a manifest that somebody else checks: what is missing or of another kind is simply not there. */
final class Tree {
    private Tree() {}

    static Optional<Node> at(Node node, String... path) {
        Optional<Node> found = Optional.of(node);
        for (String key : path) {
            found = found.flatMap(parent -> child(parent, key));
        }
        return found;
    }

    static Optional<String> text(Node node, String... path) {
        return scalar(node, path).map(Node.Scalar::value);
    }

    static Optional<Node.Scalar> scalar(Node node, String... path) {
        return at(node, path)
                .filter(found -> found instanceof Node.Scalar && !found.isNull())
                .map(Node.Scalar.class::cast);
    }

    static List<Node> items(Node node, String... path) {
        return at(node, path)
                .filter(Node.Items.class::isInstance)
                .map(found -> ((Node.Items) found).nodes())
                .orElse(List.of());
    }

    static Map<String, String> texts(Node node, String... path) {
        Map<String, String> texts = new TreeMap<>();
        at(node, path)
                .filter(Node.Fields.class::isInstance)
                .ifPresent(found -> ((Node.Fields) found)
                        .entries()
                        .keySet()
                        .forEach(key -> text(found, key).ifPresent(text -> texts.put(key, text))));
        return texts;
    }

    private static Optional<Node> child(Node parent, String key) {
        return parent instanceof Node.Fields fields
                ? Optional.ofNullable(fields.entries().get(key)).map(Node.Entry::value)
                : Optional.empty();
    }
}
