package io.clustergateway.forwarder.request;

/** A static document about the API. */
public enum Page {
    /** {@code /apis}. */
    GROUPS,
    /** {@code /apis/GROUP}. */
    GROUP,
    /** {@code /apis/GROUP/VERSION}. */
    RESOURCES,
    /** {@code /openapi/v2}. */
    OPENAPI_V2,
    /** {@code /openapi/v3}. */
    OPENAPI_V3,
    /** {@code /openapi/v3/apis/GROUP/VERSION}. */
    OPENAPI_V3_RESOURCES
}
