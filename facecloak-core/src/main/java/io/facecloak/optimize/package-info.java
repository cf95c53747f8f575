/** Stage 2 (paper, section III-C): galleries and anchors, the contrastive loss, projected gradient descent on the cloak. */
package io.facecloak.optimize;
