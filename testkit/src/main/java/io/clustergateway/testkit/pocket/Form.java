package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The form in which the client wants objects. */
enum Form {
    PLAIN,
    TABLE,
    PARTIAL;

    /** The first of the client's media types that we can give. */
    static Form of(HttpServerRequest request) {
        String accept = request.headers().contains("Accept") ? request.getHeader("Accept") : "*/*";
        return Stream.of(accept.split(","))
                .map(Form::read)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(
                        () -> ApiFailure.of(
                                406,
                                "NotAcceptable",
                                "only the following media types are accepted: application/json, application/json;stream=watch"));
    }

    private static Optional<Form> read(String range) {
        String[] parts = range.trim().split(";");
        String type = parts[0].trim();
        if (!type.equals("application/json") && !type.equals("*/*") && !type.equals("application/*")) {
            return Optional.empty();
        }
        Map<String, String> parameters = Stream.of(parts)
                .skip(1)
                .map(part -> part.trim().split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> first));
        return switch (parameters.getOrDefault("as", "")) {
            case "" -> Optional.of(PLAIN);
            case "Table" -> Optional.of(TABLE);
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> Optional.of(PARTIAL);
            default -> Optional.empty();
        };
    }
}
