package io.clustergateway.rules;

/** Who is this caller, with this request, at this member? */
public record Question(Identity caller, RequestFacts request, ClusterFacts cluster) {}
