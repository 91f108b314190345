import type { Catalogue } from "../catalogue.ts";

/** What a phrase is made of: 256 plain words of the language, each other than the others, none with a space. */
export const phrase = {
  // biome-ignore format: a list of words
  "phrase.words":
    "acorn amber anchor apple april apron arch arrow aspen attic autumn baker bamboo barley basil basket " +
    "beach beacon berry birch blossom bluebell boat bonfire bottle boulder branch bread breeze bridge " +
    "brook broom butter button cabin candle canoe carrot castle cedar cellar chalk cherry chess chestnut " +
    "cider cinnamon citrus clay cliff cloak clover coast cobalt cocoa compass copper coral cotton cove " +
    "crane creek cricket crocus crystal curtain daisy dawn delta desert dolphin dune dusk eagle east " +
    "echo elder ember emerald fable falcon feather fennel fern ferry field fig finch fjord flannel flint " +
    "flute forest fossil fountain fox frost galaxy garden garlic gate ginger glacier glade globe grove " +
    "guitar gull harbor harp harvest hazel heather hedge heron hill honey horizon hut igloo indigo iris " +
    "island ivory ivy jacket jade jasmine juniper kayak kettle kite kiwi ladder lagoon lake lamp lantern " +
    "larch lark lavender lemon lentil lichen lilac lily linen lion lotus mango maple marble market marsh " +
    "meadow melon mill mint mirror mist mitten moon moss mountain nectar nest north nutmeg oak oasis oat " +
    "ocean olive orange orbit orchard otter owl paddle palm panda parcel parsley path peach pear pebble " +
    "pelican pepper petal pine planet plum pocket pond poppy porch prairie puffin pumpkin quail quartz " +
    "quilt rabbit radish rain raven reed ribbon ridge river robin rosemary saddle saffron sage sail sand " +
    "scarf shell silver slope snow sparrow spruce squirrel star stone summer sunset swan tea thistle " +
    "thunder thyme timber trail tulip tundra turtle umbrella valley velvet violet violin walnut west " +
    "whale wheat willow window winter wool wren yarn zebra",
} as const satisfies Catalogue;
