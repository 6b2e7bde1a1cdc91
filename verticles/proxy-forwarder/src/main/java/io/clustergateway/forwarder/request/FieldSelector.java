package io.clustergateway.forwarder.request;

import java.util.ArrayList;
import java.util.List;

/** The one thing of a field selector that authorization looks at (apimachinery pkg/fields RequiresExactMatch). */
public final class FieldSelector {
    private static final String NAME = "metadata.name";

    private FieldSelector() {}

    /** The name that a list or watch with this query is about; empty when it is about more than one. */
    public static String requiredName(Query query) {
        return requiredName(query.first("fieldSelector").orElse(""));
    }

    /** The name required by {@code metadata.name=NAME}; empty when none is, or when it could be no name. */
    static String requiredName(String selector) {
        for (String term : terms(selector)) {
            int at = term.indexOf('=');
            if (at > 0 && term.charAt(at - 1) != '!' && term.substring(0, at).equals(NAME)) {
                String value = term.substring(term.startsWith("==", at) ? at + 2 : at + 1);
                return isSegment(unescaped(value)) ? unescaped(value) : "";
            }
        }
        return "";
    }

    private static List<String> terms(String selector) {
        List<String> terms = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < selector.length(); i++) {
            if (selector.charAt(i) == '\\') {
                i++;
            } else if (selector.charAt(i) == ',') {
                terms.add(selector.substring(start, i));
                start = i + 1;
            }
        }
        terms.add(selector.substring(start));
        return terms;
    }

    private static String unescaped(String value) {
        return value.replaceAll("\\\\([\\\\,=])", "$1");
    }

    private static boolean isSegment(String name) {
        return !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0 && name.indexOf('%') < 0;
    }
}
