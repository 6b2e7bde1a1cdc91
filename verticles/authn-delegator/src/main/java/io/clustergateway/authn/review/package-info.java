/**
 * What the hub is asked: {@link io.clustergateway.authn.review.TokenReviews} (who holds this token) and {@link
 * io.clustergateway.authn.review.AccessReviews} (may they do this), each question under way once at most, within the time
 * the asker has left.
 */
@NullMarked
package io.clustergateway.authn.review;

import org.jspecify.annotations.NullMarked;
