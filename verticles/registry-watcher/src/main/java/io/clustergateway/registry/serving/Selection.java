package io.clustergateway.registry.serving;

import io.clustergateway.kernel.DecodedQuery;
import io.clustergateway.kernel.Failure;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which objects a list is about: label and field selector. */
record Selection(LabelSelector labels, String fieldName, boolean fieldEquals) {
    private static final Pattern TERM = Pattern.compile("([^=!]*)(==|=|!=)(.*)");

    static Selection of(DecodedQuery query) {
        LabelSelector labels = LabelSelector.parse(query.text("labelSelector"));
        String fields = query.text("fieldSelector");
        if (fields.isEmpty()) {
            return new Selection(labels, "", false);
        }
        Matcher term = TERM.matcher(fields);
        if (!term.matches() || term.group(3).indexOf(',') >= 0) {
            throw Failure.badRequest("fieldSelector: %s (expected: metadata.name=NAME)".formatted(fields));
        }
        if (!term.group(1).equals("metadata.name")) {
            throw Failure.badRequest("field label not supported: " + term.group(1));
        }
        return new Selection(labels, term.group(3), !term.group(2).equals("!="));
    }

    boolean isEmpty() {
        return labels.isEmpty() && fieldName.isEmpty();
    }

    boolean selects(String name, Map<String, String> objectLabels) {
        return (fieldName.isEmpty() || fieldName.equals(name) == fieldEquals) && labels.selects(objectLabels);
    }
}
