package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published description holds together: each reference leads somewhere, each example is what it says. */
final class ReviewDocumentsTest {
    private static final Path OPENAPI = ReviewSchema.DOCS.resolve("identity-exchange.openapi.yaml");
    private static final String EXAMPLES = "/components/examples/%s/value";

    private final JsonNode openApi = read(OPENAPI);

    @Test
    void describesOnePostInOpenApi31() {
        assertThat(openApi.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(openApi.at("/info/title").asText()).isNotEmpty();
        assertThat(openApi.at("/info/version").asText()).isEqualTo("v1alpha1");
        assertThat(openApi.at("/paths/~1/post/requestBody/content").has("application/json"))
                .isTrue();
        assertThat(openApi.at("/paths/~1/post/responses").has("200")).isTrue();
    }

    @Test
    void resolvesEveryReference() {
        for (Path file : List.of(OPENAPI, ReviewSchema.FILE)) {
            List<String> references = references(read(file));
            assertThat(references).isNotEmpty().allSatisfy(reference -> {
                String[] parts = reference.split("#", 2);
                Path target = parts[0].isEmpty() ? file : ReviewSchema.DOCS.resolve(parts[0]);
                assertThat(read(target).at(parts[1]).isObject()).as(reference).isTrue();
            });
        }
    }

    @Test
    void isASchemaByItsOwnSchema() throws IOException {
        String dialect = SpecificationVersion.DRAFT_2020_12.getDialectId();
        assertThat(read(ReviewSchema.FILE).path("$schema").asText()).isEqualTo(dialect);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of(dialect))
                        .validate(Files.readString(ReviewSchema.FILE), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void showsExamplesThatAreRight() {
        ReviewSchema.assertQuestion(example("Question"));
        String uid = openApi.at(EXAMPLES.formatted("Question") + "/request/uid").asText();
        for (String name : List.of("Allowed", "Refused")) {
            assertThat(ReviewSchema.isAnswer(example(name))).isTrue();
            ReviewAnswer answer = ReviewAnswer.read(Buffer.buffer(example(name)), uid);
            assertThat(answer.verdict() instanceof Verdict.Allowed).isEqualTo(name.equals("Allowed"));
        }
    }

    private String example(String name) {
        return openApi.at(EXAMPLES.formatted(name)).toString();
    }

    private static List<String> references(JsonNode node) {
        List<String> references = new ArrayList<>();
        node.findValues("$ref").forEach(reference -> references.add(reference.asText()));
        return references;
    }

    private static JsonNode read(Path file) {
        try {
            ObjectMapper mapper = file.toString().endsWith(".yaml") ? new YAMLMapper() : new ObjectMapper();
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }
}
