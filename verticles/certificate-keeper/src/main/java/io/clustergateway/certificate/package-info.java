/**
 * The gateway's own certificate authority and serving certificate, in one Secret of the hub. {@link
 * io.clustergateway.certificate.CertificateKeeper} is the module. One elected replica writes the Secret and the APIService's
 * caBundle, by a {@link io.clustergateway.certificate.Plan} that looks at the clock and at what is there; every replica
 * reads the Secret and publishes its pair for the listener. A certificate is in caBundle before anything it signed is served,
 * and stays until the last of that has ended.
 */
@NullMarked
package io.clustergateway.certificate;

import org.jspecify.annotations.NullMarked;
