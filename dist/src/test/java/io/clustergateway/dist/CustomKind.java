package io.clustergateway.dist;

import io.clustergateway.testkit.real.RealApiServer;

/** A kind of others' that a hub may have; its objects hold anything. */
record CustomKind(String plural, String group, String scope, String kind, String version) {

    /** Its CustomResourceDefinition, in YAML. */
    String definition() {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %1$s.%2$s}
                spec:
                  group: %2$s
                  scope: %3$s
                  names: {plural: %1$s, kind: %4$s}
                  versions:
                  - name: %5$s
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(plural, group, scope, kind, version);
    }

    /** Waits until every definition there is in force. */
    static void awaitEstablished(RealApiServer hub) {
        hub.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")
                .expectSuccess();
    }
}
