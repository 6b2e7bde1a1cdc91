/**
 * Who sent the request, and may they? {@link io.clustergateway.authn.AuthnDelegator} answers {@code access.review}: front
 * proxy, client certificate, bearer token, else nobody in particular; then SubjectAccessReviews at the hub. Every doubt is
 * a refusal.
 */
@NullMarked
package io.clustergateway.authn;

import org.jspecify.annotations.NullMarked;
