package io.clustergateway.identity;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.RequestVariable;
import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.RequestField;
import java.util.EnumSet;
import java.util.Set;

/** The bus contract in the terms of the rules, and back. */
final class Facts {
    private Facts() {}

    static Question of(IdentityQuestion asked) {
        Caller caller = asked.caller();
        Cluster cluster = asked.cluster();
        return new Question(
                new Identity(caller.user(), caller.uid(), caller.groups(), caller.extra()),
                request(asked.request(), asked.path()),
                new ClusterFacts(cluster.name(), cluster.labels(), cluster.alias(), cluster.provider()));
    }

    static Caller caller(Identity identity) {
        return new Caller(identity.user(), identity.uid(), identity.groups(), identity.extra());
    }

    static Set<RequestVariable> variables(Set<RequestField> fields) {
        Set<RequestVariable> variables = EnumSet.noneOf(RequestVariable.class);
        fields.forEach(field -> variables.add(RequestVariable.valueOf(field.name())));
        return variables;
    }

    private static RequestFacts request(Attributes request, String path) {
        if (request instanceof Attributes.Resource r) {
            return new RequestFacts(r.verb(), r.group(), r.resource(), r.subresource(), r.namespace(), r.name(), path);
        }
        return new RequestFacts(request.verb(), "", "", "", "", "", path);
    }
}
