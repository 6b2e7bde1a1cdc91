package io.clustergateway.registry.serving;

import io.clustergateway.kernel.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In which form a client wants an answer, from its Accept header (apiserver's negotiation: q-values first, then order).
 *
 * @param version of meta.k8s.io, for a Table or a PartialObjectMetadata
 */
record Form(Kind kind, String version) {
    private static final String SERVED = "application/json";

    /** The object itself, rows, or metadata alone. */
    enum Kind {
        OBJECT,
        TABLE,
        PARTIAL
    }

    /**
     * The best form on offer.
     *
     * @throws Failure 406 when none of what is accepted is on offer
     */
    static Form accepted(String accept, boolean list) {
        if (accept.isBlank()) {
            return new Form(Kind.OBJECT, "");
        }
        List<Range> ranges = new ArrayList<>();
        for (String clause : accept.split(",")) {
            ranges.add(Range.parse(clause));
        }
        ranges.sort(Comparator.comparingDouble(Range::quality).reversed());
        return ranges.stream()
                .flatMap(range -> offered(range, list).stream())
                .findFirst()
                .orElseThrow(() -> Failure.notAcceptable(SERVED));
    }

    private static Optional<Form> offered(Range range, boolean list) {
        if (range.quality() <= 0 || !range.names(SERVED)) {
            return Optional.empty();
        }
        String as = range.parameters().getOrDefault("as", "");
        if (as.isEmpty()) {
            return Optional.of(new Form(Kind.OBJECT, ""));
        }
        String version = range.parameters().getOrDefault("v", "");
        boolean known = "meta.k8s.io".equals(range.parameters().get("g"))
                && (version.equals("v1") || version.equals("v1beta1"));
        if (known && as.equals("Table")) {
            return Optional.of(new Form(Kind.TABLE, version));
        }
        if (known && as.equals(list ? "PartialObjectMetadataList" : "PartialObjectMetadata")) {
            return Optional.of(new Form(Kind.PARTIAL, version));
        }
        return Optional.empty();
    }

    /** One media range of the header. */
    private record Range(String type, Map<String, String> parameters, double quality) {
        static Range parse(String clause) {
            String[] parts = clause.split(";");
            Map<String, String> parameters = new TreeMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            parts[i].substring(equals + 1).strip());
                }
            }
            return new Range(
                    parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT),
                    parameters,
                    weight(parameters.get("q")));
        }

        boolean names(String mediaType) {
            return type.equals("*/*")
                    || type.equals(mediaType)
                    || type.equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*");
        }

        private static double weight(@Nullable String text) {
            try {
                return text == null ? 1 : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return 1;
            }
        }
    }
}
