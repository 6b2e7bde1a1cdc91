package io.clustergateway.rules;

import java.util.Arrays;
import java.util.Optional;

/** A variable of a rule that may differ between two requests of one caller to one member. */
public enum RequestField {
    VERB("verb"),
    API_GROUP("apiGroup"),
    RESOURCE("resource"),
    SUBRESOURCE("subresource"),
    NAMESPACE("namespace"),
    NAME("name"),
    PATH("path");

    private final String text;

    RequestField(String text) {
        this.text = text;
    }

    /** The field of {@code request.NAME}; empty for those of the caller. */
    public static Optional<RequestField> of(String name) {
        return Arrays.stream(values()).filter(field -> field.text.equals(name)).findFirst();
    }

    /** Name behind {@code request.}. */
    @Override
    public String toString() {
        return text;
    }
}
