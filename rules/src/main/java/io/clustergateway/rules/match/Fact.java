package io.clustergateway.rules.match;

import io.clustergateway.rules.Question;
import java.util.function.Function;

/** A text of a question that rules ask about; each has one in every question, perhaps an empty one. */
public enum Fact {
    USER(question -> question.caller().user()),
    UID(question -> question.caller().uid().orElse("")),
    VERB(question -> question.request().verb()),
    API_GROUP(question -> question.request().apiGroup()),
    RESOURCE(question -> question.request().resource()),
    SUBRESOURCE(question -> question.request().subresource()),
    NAMESPACE(question -> question.request().namespace()),
    NAME(question -> question.request().name()),
    PATH(question -> question.request().path()),
    CLUSTER(question -> question.cluster().name()),
    ALIAS(question -> question.cluster().alias()),
    PROVIDER(question -> question.cluster().provider());

    private final Function<Question, String> of;

    Fact(Function<Question, String> of) {
        this.of = of;
    }

    String in(Question question) {
        return of.apply(question);
    }
}
