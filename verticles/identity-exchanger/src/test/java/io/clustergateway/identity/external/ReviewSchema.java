package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The published schema of reviews. */
final class ReviewSchema {
    static final Path DOCS = Path.of("..", "..", "docs");
    static final Path FILE = DOCS.resolve("identity-exchange-review.schema.json");

    private static final Schema REVIEW = load("");
    private static final Schema QUESTION = load("#/$defs/Question");
    private static final Schema ANSWER = load("#/$defs/Answer");

    private ReviewSchema() {}

    static void assertQuestion(String json) {
        assertThat(REVIEW.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(QUESTION.validate(json, InputFormat.JSON)).isEmpty();
    }

    static boolean isAnswer(String json) {
        return REVIEW.validate(json, InputFormat.JSON).isEmpty()
                && ANSWER.validate(json, InputFormat.JSON).isEmpty();
    }

    private static Schema load(String fragment) {
        try {
            String text = Files.readString(FILE);
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemas(iri -> iri.startsWith("https://docs.example/") ? text : null));
            return registry.getSchema(SchemaLocation.of("https://docs.example/review.json" + fragment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
