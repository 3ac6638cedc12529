// SPDX-License-Identifier: Apache-2.0
/**
 * What a storage and a server say differently: names, opens, attributes, and what refusals mean. Sends nothing. Start at
 * {@link io.fairlead.smb.client.terms.CreateTerms} and {@link io.fairlead.smb.client.terms.Failures}.
 */
package io.fairlead.smb.client.terms;
