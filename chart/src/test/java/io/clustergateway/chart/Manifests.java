package io.clustergateway.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What Helm makes of the chart for a release in {@link #NAMESPACE}. */
record Manifests(List<JsonNode> documents) {

    static final Path CHART = Path.of("").toAbsolutePath();
    static final String NAME = "cluster-gateway";
    static final String NAMESPACE = "hub-system";

    static {
        EmptyHub.start();
    }

    Manifests {
        documents = List.copyOf(documents);
    }

    static Manifests ofDefaults() {
        return render(UnaryOperator.identity());
    }

    static Manifests render(UnaryOperator<TemplateCommand> values) {
        TemplateCommand command = new Helm(CHART).template().withName("gateway").withNamespace(NAMESPACE);
        return new Manifests(parse(values.apply(command).call()));
    }

    /** @throws IllegalStateException when there is not exactly one such object */
    JsonNode one(String kind, String name) {
        List<JsonNode> found = ofKind(kind)
                .filter(document -> document.at("/metadata/name").asText().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(kind + " " + name + ": " + found.size() + " times (expected: once)");
        }
        return found.get(0);
    }

    Stream<JsonNode> ofKind(String kind) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind));
    }

    JsonNode pod() {
        return one("Deployment", NAME).at("/spec/template/spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    List<String> arguments() {
        return texts(container().path("args"));
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<JsonNode> parse(String yaml) {
        YAMLMapper mapper = new YAMLMapper();
        try (var documents = mapper.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(yaml, e);
        }
    }
}
