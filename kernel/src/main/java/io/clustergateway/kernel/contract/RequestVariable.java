package io.clustergateway.kernel.contract;

/** What may differ between two requests of one caller to one member, and so may change who they are there. */
public enum RequestVariable {
    VERB,
    API_GROUP,
    RESOURCE,
    SUBRESOURCE,
    NAMESPACE,
    NAME,
    PATH
}
