package io.clustergateway.authn.review;

/**
 * What the hub said to one question.
 *
 * @param reason the hub's, possibly empty
 * @param askedAt reading of the ticker: the answer is at most as old as this
 */
public record AccessDecision(boolean allowed, String reason, long askedAt) {}
