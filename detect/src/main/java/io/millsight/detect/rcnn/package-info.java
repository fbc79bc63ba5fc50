/**
 * Faster R-CNN: a network that proposes regions of an image, and a head that classifies each region and refines its box (Ren et al. 2015), over a
 * feature pyramid (Lin et al. 2017). Names of weights and all numbers are those of torchvision.
 */
@NullMarked
package io.millsight.detect.rcnn;

import org.jspecify.annotations.NullMarked;
