/** Where a cloak may be stronger (paper, section III-C): Region-Stickers, the High-Pass Mask, Learnable Attention, the budget map. */
package io.facecloak.focus;
