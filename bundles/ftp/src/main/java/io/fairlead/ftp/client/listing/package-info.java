// SPDX-License-Identifier: Apache-2.0

/** Lines of listings, of MLSD and of the kinds of LIST, as attributes. Knows of no connection. */
package io.fairlead.ftp.client.listing;
