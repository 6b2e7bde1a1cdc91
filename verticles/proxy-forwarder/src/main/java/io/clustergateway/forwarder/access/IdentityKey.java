package io.clustergateway.forwarder.access;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.RequestVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything an identity answer depends on.
 *
 * @param facts values of the variables it depends on, in the order of {@link RequestVariable}
 */
record IdentityKey(Caller caller, String uid, String resourceVersion, boolean requested, List<String> facts) {
    private static final RequestVariable[] VARIABLES = RequestVariable.values();

    /** Empty when the answer is for this one request only: it depends on the path. */
    static Optional<IdentityKey> of(IdentityQuestion question, Set<RequestVariable> dependsOn) {
        if (dependsOn.contains(RequestVariable.PATH)) {
            return Optional.empty();
        }
        Cluster cluster = question.cluster();
        return Optional.of(new IdentityKey(
                question.caller(),
                cluster.uid(),
                cluster.resourceVersion(),
                question.requested(),
                dependsOn.isEmpty() ? List.of() : facts(question.request(), dependsOn)));
    }

    int size() {
        int size = caller.user().length() + 128;
        for (String group : caller.groups()) {
            size += group.length();
        }
        for (var extra : caller.extra().entrySet()) {
            size += extra.getKey().length();
            for (String value : extra.getValue()) {
                size += value.length();
            }
        }
        for (String fact : facts) {
            size += fact.length();
        }
        return size;
    }

    private static List<String> facts(Attributes request, Set<RequestVariable> dependsOn) {
        List<String> facts = new ArrayList<>(dependsOn.size());
        for (RequestVariable variable : VARIABLES) {
            if (dependsOn.contains(variable)) {
                facts.add(fact(request, variable));
            }
        }
        return facts;
    }

    private static String fact(Attributes request, RequestVariable variable) {
        if (variable == RequestVariable.VERB) {
            return request.verb();
        }
        if (request instanceof Attributes.Resource resource) {
            return switch (variable) {
                case API_GROUP -> resource.group();
                case RESOURCE -> resource.resource();
                case SUBRESOURCE -> resource.subresource();
                case NAMESPACE -> resource.namespace();
                case NAME -> resource.name();
                case VERB, PATH -> throw new IllegalArgumentException("variable: " + variable);
            };
        }
        return "";
    }
}
