/**
 * Whom the hub trusts: CA bundles and front-proxy header names, live from files or from the hub's ConfigMap ({@link
 * io.clustergateway.authn.trust.TrustSources}), and what a certificate or a front proxy says under them ({@link
 * io.clustergateway.authn.trust.ChainVerifier}, {@link io.clustergateway.authn.trust.CertificateIdentity}, {@link
 * io.clustergateway.authn.trust.FrontProxyTrust}).
 */
@NullMarked
package io.clustergateway.authn.trust;

import org.jspecify.annotations.NullMarked;
